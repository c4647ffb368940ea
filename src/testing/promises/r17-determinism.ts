import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from '../scenarios.ts';
import { simulate } from '../simulate.ts';
import type { PromiseRow } from './promise.ts';

const SEEDS = 100;

/** R17: one seed, one journal. */
export const determinism: PromiseRow = {
  id: 'R17',
  promise: 'the same seed gives the same journal',
  goal: `${SEEDS} seeds twice, byte for byte`,
  how: 'simulated nights with redials, faults and stalls; SHA-256 of what would be written',
  measure: () => {
    const digests = Array.from({ length: SEEDS }, (_, index) => digestOf(index + 1));
    const equal = digests.filter((digest, index) => digest === digestOf(index + 1)).length;
    const different = new Set(digests).size;
    return {
      figure: `${equal} of ${SEEDS} equal, ${different} different journals`,
      ok: equal === SEEDS && different === SEEDS,
    };
  },
};

function digestOf(seed: number): string {
  const path = { hops: [hopOf('slb', [limitOf({ afterMs: 40_000, effects: ['rst'] })])] };
  const redial = { kind: 'redial', baseMs: 1_000, maxMs: 30_000 } as const;
  const targets = [
    targetOf(path, {
      onDrop: redial,
      traffic: { onOpen: [], beats: [heartbeatOf(15_000, { jitter: 0.2 })] },
    }),
    targetOf(path, { name: 'silent', connections: 30, onDrop: redial }),
  ];
  return simulate({
    scenario: scenarioOf({ path, targets, holdMs: 300_000, seed }),
    network: {
      seed,
      rttMs: [1, 80],
      faults: [
        { atMs: 50_000, hop: 'slb', kind: 'rst', count: 20 },
        { atMs: 90_000, hop: 'slb', kind: 'silence', count: 20 },
        { atMs: 120_000, hop: 'slb', kind: 'refuse', forMs: 20_000 },
      ],
    },
    stalls: [[70_000, 71_500]],
  }).digest;
}
