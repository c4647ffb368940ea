import { test } from 'node:test';
import type { Exchange } from '../scenario/scenario.ts';
import { assertGolden } from '../testing/report/golden.ts';
import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from '../testing/scenarios.ts';
import { simulate } from '../testing/simulate.ts';

const IDLE = limitOf({ setting: 'idle', afterMs: 12_000, effects: ['silent'], resetBy: 'packets' });
const PATH = { hops: [hopOf('slb', [IDLE]), hopOf('proxy', [])] };
const LOGIN: Exchange = {
  say: { kind: 'bytes', hex: '6c6f67696e0a', text: true },
  expect: { kind: 'any' },
  withinMs: 2_000,
};

/** Two beats with jitter behind a login of two steps; each drop is dialled again. */
const TALKING = targetOf(PATH, {
  name: 'talking',
  address: {
    ...{ transport: 'wss', host: '192.0.2.80', port: 443 },
    ...{ path: '/', headers: {}, subprotocols: [] },
  },
  connections: 4,
  traffic: {
    onOpen: [LOGIN, { ...LOGIN, expect: { kind: 'none' } }],
    beats: [
      heartbeatOf(5_000, { jitter: 0.2, withinMs: 2_000 }),
      heartbeatOf(7_000, { say: { kind: 'ping' }, withinMs: 3_000 }),
    ],
  },
  onDrop: { kind: 'redial', baseMs: 1_000, maxMs: 4_000 },
});

/** Silent until the final probe, which most of them do not answer: they were forgotten. */
const SILENT = targetOf(PATH, { name: 'silent', connections: 3 });

/** Never asked, so never proven. */
const UNASKED = targetOf(PATH, {
  name: 'unasked',
  via: ['proxy'],
  connections: 2,
  finalProbe: { kind: 'off' },
});

test('Shard writes the journal of a short run as it was reviewed', () => {
  const scenario = {
    ...scenarioOf({ path: PATH, targets: [TALKING, SILENT, UNASKED], rampMs: 4_000 }),
    load: {
      stages: [
        { durationMs: 4_000, share: 1 },
        { durationMs: 26_000, share: 1 },
        { durationMs: 3_000, share: 0.5 },
        { durationMs: 3_000, share: 0.5 },
      ],
      drainMs: 1_500,
      openingMax: 3,
    },
  };
  const { records } = simulate({
    scenario,
    network: {
      seed: 5,
      rttMs: [5, 50],
      faults: [
        { atMs: 9_000, hop: 'proxy', kind: 'refuse', forMs: 3_000 },
        { atMs: 9_010, hop: 'proxy', kind: 'rst', count: 1, target: 'talking' },
        { atMs: 15_000, hop: 'proxy', kind: 'fin', count: 1, target: 'talking' },
        { atMs: 20_000, hop: 'proxy', kind: 'silence', count: 2, target: 'talking' },
      ],
      origins: [
        { localAddress: '192.0.2.1', peer: '192.0.2.80', backend: 'pod-a' },
        { localAddress: '192.0.2.1', peer: '192.0.2.81', backend: 'pod-b' },
      ],
    },
    stalls: [[24_000, 24_700]],
    wallOffsetMs: (nowMs) => (nowMs > 18_000 ? 500 : 0),
  });
  assertGolden('shard-journal', `${records.map((one) => JSON.stringify(one)).join('\n')}\n`);
});
