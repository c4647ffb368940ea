import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { dialTls, limit, pathOf, upgrade } from '../../lab/lab-clients.test.ts';
import type { Scenario, Target } from '../../scenario/scenario.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import type { System } from '../system.ts';
import { command, runLab } from './lab.ts';

const OFFSET = 7;

interface Fake {
  readonly system: System;
  output(): string;
  signal(): void;
}

function fakeSystem(): Fake {
  let output = '';
  let listener: ((signal: 'SIGINT') => void) | undefined;
  const terminal = {
    write: (text: string) => {
      output += text;
    },
    isTTY: false,
    columns: 80,
    rows: 24,
  };
  const system: System = {
    argv: [],
    env: {},
    cwd: '/',
    stdin: Readable.from([]),
    stdout: terminal,
    stderr: terminal,
    wallMs: () => Date.now(),
    readFile: (path) => fs.readFileSync(path, 'utf8'),
    onSignal: (added) => {
      listener = added;
      return () => {
        listener = undefined;
      };
    },
  };
  return { system, output: () => output, signal: () => listener?.('SIGINT') };
}

function target(name: string, transport: 'tcp' | 'wss', port: number): Target {
  const way = { transport, host: 'lab.example', port };
  return {
    name,
    address:
      transport === 'wss'
        ? { ...way, transport, path: '/', headers: {}, subprotocols: [] }
        : { ...way, transport },
    connections: 1,
    via: ['slb', 'ingress', 'pod'],
    traffic: { onOpen: [], beats: [] },
    onDrop: { kind: 'leave' },
    finalProbe: { kind: 'off' },
    openTimeoutMs: 1_000,
  };
}

/** With ports that were free a moment ago. */
async function scenario(): Promise<Scenario> {
  const [tcp, wss] = [await freePort(), await freePort()];
  return {
    ...SCENARIO,
    targets: [target('tcp', 'tcp', tcp), target('quiet', 'tcp', tcp), target('wss', 'wss', wss)],
  };
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  server.close();
  await once(server, 'close');
  return address.port - OFFSET;
}

const SCENARIO: Scenario = {
  name: 'small',
  description: '',
  seed: 1,
  path: pathOf({ slb: [limit({ afterMs: 60_000 })], ingress: [], pod: [] }),
  targets: [],
  load: { stages: [], drainMs: 0, openingMax: 1 },
  source: { addresses: [] },
  thresholds: [],
  events: [],
  report: { folder: 'reports', formats: [] },
  lab: { faults: [{ atMs: 5_000, hop: 'slb', kind: 'rst', target: 'wss' }] },
};

const ARGS = {
  ...{ scenario: 'scenario.yaml', real: false, all: false, faults: true, 'ca-out': undefined },
  ...{ 'port-offset': OFFSET, host: '127.0.0.1' },
  ...{ set: undefined, 'env-var': undefined, hold: undefined, connections: undefined },
};

test('lab listens where it says, trusts its CA, applies its faults and leaves nothing', async () => {
  const { system, output, signal } = fakeSystem();
  const small = await scenario();
  const [tcp, , wss] = small.targets.map((each) => each.address.port);
  const running = runLab(small, { args: ARGS, system });
  let ca = '';
  try {
    await waitUntil(() => output().includes('Ctrl-C'));
    [, ca = ''] = /signed by (\S+)/.exec(output()) ?? [];
    const address = { host: '127.0.0.1', port: wss! + OFFSET };
    const client = await upgrade(await dialTls(address, { ca: fs.readFileSync(ca, 'utf8') }));
    assert.equal((await client.ended).ending, 'rst');
    await waitUntil(() => output().includes('connection\n'));
  } finally {
    signal();
  }
  assert.equal(await running, 0);
  assert.ok(!fs.existsSync(ca));
  assert.equal(
    output()
      .replace(ca, 'CA')
      .replace(/^ +\d+\.\d s/m, '  AT'),
    `The lab of small listens on
  tcp  tcp  127.0.0.1:${tcp! + OFFSET}  (port ${tcp})
  wss  wss  127.0.0.1:${wss! + OFFSET}  (port ${wss})
Its certificates are signed by CA
Stop it with Ctrl-C.
  AT  rst at slb, 1 connection
`,
  );
});

test('lab says what is wrong with its options and its file', async () => {
  const { system, output } = fakeSystem();
  const web = { ...SCENARIO, targets: [target('wss', 'wss', 443)] };
  assert.equal(await runLab(web, { args: { ...ARGS, 'port-offset': 65_500 }, system }), 2);
  assert.match(output(), /--port-offset 65500 results in port 65943; the highest is 65535/);
  assert.equal(await command.run({ ...ARGS, scenario: 'no-such-file.yaml' }, system), 2);
  assert.match(output(), /Cannot read the scenario no-such-file\.yaml \(ENOENT\)/);
});
