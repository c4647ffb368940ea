import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heartbeatOf, hopOf, scenarioOf, targetOf } from '../../testing/scenarios.ts';
import type { SimFault, SimOrigin } from '../../testing/sim-fault.ts';
import { simulatedRun } from '../../testing/swarm/explained.ts';
import { analyze } from '../analyze.ts';
import type { SpreadSummary } from '../summary/summary.ts';

const MINUTE_MS = 60_000;
const PATH = { hops: [hopOf('ingress', [])] };

function pods(...names: readonly string[]): SimOrigin[] {
  return names.map((backend) => ({ localAddress: '192.0.2.1', peer: '192.0.2.80', backend }));
}

/** 300 connections for half an hour, redialled when they drop; something happens at ten minutes. */
function spreadsOf(
  after: readonly SimOrigin[],
  faults: readonly SimFault[],
): readonly SpreadSummary[] {
  const targets = [
    targetOf(PATH, {
      name: 'ws',
      connections: 300,
      traffic: { onOpen: [], beats: [heartbeatOf(10_000)] },
      onDrop: { kind: 'redial', baseMs: 1_000, maxMs: 10_000 },
    }),
  ];
  const scenario = scenarioOf({ path: PATH, targets, rampMs: MINUTE_MS, holdMs: 29 * MINUTE_MS });
  const atMs = 10 * MINUTE_MS;
  const fold = simulatedRun(
    {
      scenario,
      network: {
        seed: 9,
        rttMs: [2, 20],
        faults,
        origins: pods('a', 'b', 'c'),
        rollOut: { atMs, origins: after },
      },
    },
    [{ type: 'note', kind: 'event', atMs, label: 'scale', source: 'mark' }],
  ).fold;
  return analyze(fold, { damagedRecords: 0, missing: [] })!.summary.spread;
}

test('a scale-up leaves long-lived connections where they are', () => {
  // One connection drops and finds one of the new pods, so that their being there is known.
  const faults = [{ atMs: 11 * MINUTE_MS, hop: 'ingress', kind: 'rst', count: 6 } as const];
  const [hold, scaled, ...rest] = spreadsOf(pods('d', 'e'), faults);
  assert.equal(rest.length, 0);
  assert.deepEqual([hold!.event, scaled!.event], [null, 'scale']);
  assert.equal(hold!.before.backends, 3);
  assert.ok(scaled!.before.maxOverMean < 1.25, `${scaled!.before.maxOverMean}`);
  assert.deepEqual([scaled!.after.backends, scaled!.after.total], [5, 300]);
  assert.ok(scaled!.after.maxOverMean > 1.5 && scaled!.after.gini > 0.3);
  assert.equal(scaled!.evenAfterMs, null);
});

test('a roll-out moves all connections, and how long until they lie evenly is told', () => {
  const faults = ['a', 'b', 'c'].map((backend, index) => ({
    atMs: (10 + index) * MINUTE_MS,
    hop: 'ingress',
    kind: 'rst' as const,
    of: { backend },
  }));
  const [, rolled] = spreadsOf(pods('d', 'e', 'f'), faults);
  assert.deepEqual([rolled!.after.backends, rolled!.after.total], [3, 300]);
  assert.ok(rolled!.after.maxOverMean < 1.25);
  const even = rolled!.evenAfterMs!;
  assert.ok(even > 0 && even < 3 * MINUTE_MS, `${even}`);
});

test('nothing is said of one backend, or of those that tell no identity', () => {
  assert.deepEqual(spreadsOf(pods('a', 'b', 'c'), []).length, 2);
  const nameless: SimOrigin = { localAddress: '192.0.2.1', peer: '192.0.2.80' };
  const targets = [targetOf(PATH, { connections: 10 })];
  const scenario = scenarioOf({ path: PATH, targets });
  const network = { seed: 1, rttMs: [2, 20] as const, origins: [nameless] };
  const { fold } = simulatedRun({ scenario, network });
  assert.deepEqual(analyze(fold, { damagedRecords: 0, missing: [] })!.summary.spread, []);
});
