import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { widthOf } from '../../base/text.ts';
import { realSystem } from '../../cli/system.ts';
import { decisive } from '../../path/fate.ts';
import { surroundingsOf } from '../../run/load/scenario-surroundings.ts';
import { loadScenario } from '../../scenario/load.ts';
import { assertProduct } from '../../testing/report/golden.ts';
import { COLUMNS } from '../text/layout.ts';
import { plain } from '../text/paint.ts';
import { coverageOf } from './coverage.ts';
import { fatesOf } from './fate.ts';
import { bits, planText } from './plan-text.ts';
import { proofsOf } from './proofs.ts';

const SCENARIOS = path.resolve(import.meta.dirname, '../../../scenarios');
const SYSTEM = { ...realSystem(), env: { SOAK_TOKEN: 'canary-0123456789' } };
const EXPECTED = {
  shards: 2,
  memoryBytes: 5e8,
  busiest: ['slb.example:80', 1_000],
  portsPerAddress: 28_032,
} as const;

function load(text: string, file = 'scenario.yaml') {
  const loaded = loadScenario(text, { file, ...surroundingsOf(file, SYSTEM) });
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems[0]?.message);
  return loaded.value;
}

function planOf(file: string): string {
  const full = path.join(SCENARIOS, file);
  const { scenario, notes } = load(SYSTEM.readFile(full), full);
  return planText(scenario, { expected: EXPECTED, notes, paint: plain });
}

const PATH = `path:
  - { hop: slb, kind: alibaba-slb, established-timeout: 900s }
  - { hop: ingress, kind: ingress-nginx, proxy-read-timeout: 10800s }
  - { hop: node, kind: conntrack }
`;

function one(target: string, { hold = '3h', rest = '' } = {}) {
  return load(
    `soak: 1\nname: t\n${PATH}targets:\n  a: { wss: "wss://h/", ${target} }\nload: { ramp: 1s, hold: ${hold} }\n${rest}`,
  ).scenario;
}

function fates(target: string, options = {}): Readonly<Record<string, string>> {
  const scenario = one(target, options);
  const limits = fatesOf(scenario.targets[0]!, scenario);
  return Object.fromEntries(limits.map(({ limit, fate }) => [limit.setting, fate.kind]));
}

test('what comes of each limit follows from the traffic and the hold', () => {
  const quiet = fates('connections: 1');
  assert.equal(quiet.EstablishedTimeout, 'ends');
  assert.equal(quiet['proxy-read-timeout'], 'preceded');
  assert.equal(quiet.nf_conntrack_tcp_timeout_established, 'beyond');
  assert.equal(quiet['worker-shutdown-timeout'], 'waits');
  const speaks = fates('ping: { every: 30s }', { hold: '4h' });
  assert.equal(speaks.EstablishedTimeout, 'restarted');
  assert.equal(speaks['proxy-read-timeout'], 'restarted');
  // A ping that comes as the timeout fires loses the race now and then.
  assert.equal(fates('ping: { every: 900s }').EstablishedTimeout, 'may-end');
  // TCP keep-alive is packets to the balancer and nothing to the ingress.
  const keepalive = fates('keepalive: { after: 60s }', { hold: '4h' });
  assert.equal(keepalive.EstablishedTimeout, 'restarted');
  assert.equal(keepalive['proxy-read-timeout'], 'ends');
});

test('the decisive limit ends it first, or is kept away with the least to spare', () => {
  const settingOf = (target: string) => {
    const scenario = one(target);
    return decisive(fatesOf(scenario.targets[0]!, scenario))?.limit.setting;
  };
  assert.equal(settingOf('connections: 1'), 'EstablishedTimeout');
  assert.equal(settingOf('keepalive: { after: 60s }'), 'proxy-read-timeout');
  assert.equal(settingOf('ping: { every: 30s }'), 'EstablishedTimeout');
});

test('a threshold that too few connections can prove is told, with how many it takes', () => {
  const rest = 'pass-when: { drops: "< 0.1% with 95% confidence" }';
  const few = proofsOf(one('connections: 2000, ping: { every: 30s }', { rest }));
  assert.match(
    few.cannot.join('\n'),
    /0 drops of 2,000 prove < 0\.15 % \(95 %\); that needs 2,995/,
  );
  const enough = proofsOf(one('connections: 3000, ping: { every: 30s }', { rest }));
  assert.match(enough.proves.join('\n'), /0 drops of 3,000 prove < 0\.1 %/);
});

test('a limit that the hold does not come to is never said to be proven', () => {
  const { proves, cannot } = proofsOf(one('ping: { every: 30s }', { hold: '1h' }));
  assert.doesNotMatch(proves.join('\n'), /proxy-read-timeout|nf_conntrack/);
  assert.match(cannot.join('\n'), /does not reach node nf_conntrack\S+ 86400 s/);
});

test('a value that something unread may set is never counted on', () => {
  const scenario = one('connections: 1, ping: { every: 30s }', { hold: '10m' });
  const [slb, ...rest] = scenario.path.hops;
  const limits = slb!.limits.map((limit) => ({ ...limit, maybeSetBy: [{ what: 'a policy' }] }));
  const doubtful = { ...scenario, path: { hops: [{ ...slb!, limits }, ...rest] } };
  const text = planText(doubtful, { expected: EXPECTED, notes: [], paint: plain });
  assert.match(text, /\? slb +EstablishedTimeout +900 s\? not known/);
  assert.match(text, /not known slb EstablishedTimeout: a policy may set it/);
  assert.match(text, /result +not known: not every limit on their path can be stated/);
  assert.doesNotMatch(text, /lives:|reaches? slb/);
  assert.match(coverageOf(doubtful)[0]!.text, /not every limit on the path is known/);
});

test('a value that acts only after an event leaves the result open only where one is planned', () => {
  const plan = (rest: string) => {
    const scenario = one('connections: 1, ping: { every: 30s }', { hold: '4h', rest });
    const hops = scenario.path.hops.map((hop) => ({
      ...hop,
      limits: hop.limits.map((limit) =>
        limit.startsAt === 'event' ? { ...limit, maybeSetBy: [{ what: 'a policy' }] } : limit,
      ),
    }));
    return planText(
      { ...scenario, path: { hops } },
      { expected: EXPECTED, notes: [], paint: plain },
    );
  };
  assert.match(plan(''), /not known ingress worker-shutdown-timeout: a policy may set it/);
  assert.match(plan(''), /result +lives/);
  const reload = 'events: [{ at: 1m, label: reload, hop: ingress, event: reload, run: "true" }]\n';
  assert.match(plan(reload), /result +not known/);
});

test('a plan fits into 80 columns', () => {
  for (const [file, golden] of [
    ['slb-3h.yaml', 'plan-slb-3h.txt'],
    ['article/lab-as-published.yaml', 'plan-article-as-published.txt'],
    ['article/lab-corrected.yaml', 'plan-article-corrected.txt'],
  ] as const) {
    const text = planOf(file);
    for (const line of text.split('\n')) assert.ok(widthOf(line) <= COLUMNS, line);
    assertProduct(`src/report/plan/golden/${golden}`, text);
  }
});

test('a rate has the unit that keeps it short', () => {
  assert.deepEqual([bits(0), bits(950), bits(1_900_000)], ['0 bit/s', '950 bit/s', '1.9 Mbit/s']);
});

test('a planned change of a listener is no way to live through', () => {
  const text = `soak: 1
name: t
path: [{ hop: gateway, kind: envoy-gateway }, { hop: pod, kind: pod }]
targets:
  a: { wss: "wss://h/", connections: 1, ping: { every: 30s } }
load: { ramp: 1s, hold: 1h }
events: [{ at: 10m, label: push, hop: gateway, event: EVENT }]
`;
  const resultOf = (event: string) => {
    const { scenario } = load(text.replace('EVENT', event));
    return planText(scenario, { expected: EXPECTED, notes: [], paint: plain }).replace(/\s+/g, ' ');
  };
  assert.match(resultOf('reload'), /may die at gateway shutdown\.drainTimeout.* 60 s, from/);
  assert.match(resultOf('backend-removed'), /result lives: /);
});
