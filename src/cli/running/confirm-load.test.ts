import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { Scenario } from '../../scenario/scenario.ts';
import { scenarioOf, targetOf } from '../../testing/scenarios.ts';
import type { System } from '../system.ts';
import { confirmLoad } from './confirm-load.ts';

const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'slb.example.com': ['203.0.113.7', '10.0.0.7'],
  'inside.example.com': ['10.0.0.7', 'fd00::7'],
};

function scenarioTo(host: string, connections: number, more: Partial<Scenario> = {}): Scenario {
  const address = { transport: 'tcp', host, port: 80 } as const;
  const target = targetOf({ hops: [] }, { address, connections });
  return { ...scenarioOf({ targets: [target] }), ...more };
}

async function confirmed(scenario: Scenario, answer?: string) {
  let said = '';
  const terminal = {
    write: (text: string) => {
      said += text;
    },
    isTTY: answer !== undefined,
    columns: 80,
    rows: 24,
  };
  const stdin = Object.assign(new PassThrough(), { isTTY: answer !== undefined });
  stdin.end(answer);
  const system = { stdin, stdout: terminal, stderr: terminal } as unknown as System;
  const findAddresses = async (host: string) => ADDRESSES[host] ?? [];
  return { yes: await confirmLoad(scenario, { system, findAddresses }), said };
}

for (const [what, scenario] of [
  ['10,000 connections', scenarioTo('203.0.113.7', 10_000)],
  ['loopback', scenarioTo('127.0.0.1', 50_000)],
  ['a private network', scenarioTo('10.3.2.1', 50_000)],
  ['a name of a private network', scenarioTo('inside.example.com', 50_000)],
  ['the lab', scenarioTo('lab', 50_000, { lab: { faults: [] } })],
  ['a host that is allowed', scenarioTo('slb.example.com', 50_000, { allow: ['*.example.com'] })],
  ['a subnet that is allowed', scenarioTo('203.0.113.7', 50_000, { allow: ['203.0.113.0/24'] })],
] as const) {
  test(`soak run asks nothing for ${what}`, async () =>
    assert.deepEqual(await confirmed(scenario), { yes: true, said: '' }));
}

test('soak run without a terminal refuses a load on strangers and says what to add', async () => {
  const { yes, said } = await confirmed(scenarioTo('slb.example.com', 20_000));
  assert.equal(yes, false);
  assert.match(said, /20,000 to slb\.example\.com \(203\.0\.113\.7, 10\.0\.0\.7\)/);
  assert.match(said, /--yes, or allow: \[slb\.example\.com\] in the scenario/);
});

for (const [answer, expected] of [
  ['y\n', true],
  ['YES\n', true],
  ['\n', false],
  ['n\n', false],
  ['', false],
] as const) {
  test(`soak run on a terminal takes ${JSON.stringify(answer)} as ${expected}`, async () => {
    const { yes, said } = await confirmed(scenarioTo('nowhere.example', 10_001), answer);
    assert.equal(yes, expected);
    assert.match(said, /10,001 to nowhere\.example\n.*\[y\/N\]/s);
  });
}
