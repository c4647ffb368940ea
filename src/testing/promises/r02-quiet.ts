import type { JournalRecord } from '../../journal/record.ts';
import { isDrop } from '../../outcome/ending.ts';
import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from '../scenarios.ts';
import { simulate } from '../simulate.ts';
import type { Measured, PromiseRow } from './promise.ts';
import { describeSoak, realSoak } from './real-soak.ts';

/** R2: a night in which nothing happened has no drops. */
export const quiet: PromiseRow = {
  id: 'R2',
  promise: 'no invented drops',
  goal: '0 drops in quiet nights',
  how: 'simulated nights of 50 connections whose heartbeats beat every limit, with stalls of the generator; the real soak of `npm run nightly`',
  measure: async (effort) => {
    if (effort === 'gate') return nights(20);
    const simulated = nights(1_000);
    const real = await realSoak();
    const figure = `${simulated.figure}; ${describeSoak(real)}`;
    return { figure, ok: simulated.ok && real.drops === 0 && real.opened > 0 };
  },
};

const HOUR_MS = 3_600_000;

function nights(count: number): Measured {
  let drops = 0;
  let held = 0;
  for (let seed = 1; seed <= count; seed += 1) {
    const night = quietNight(seed);
    drops += night.drops;
    held += night.held;
  }
  const figure = `${drops} drops, ${held.toLocaleString('en-US')} held, ${count} nights of 1 h`;
  return { figure, ok: drops === 0 && held === count * CONNECTIONS };
}

const CONNECTIONS = 50;

function quietNight(seed: number): { drops: number; held: number } {
  const path = { hops: [hopOf('slb', [limitOf({ afterMs: 60_000 + seed * 100 })])] };
  const traffic = { onOpen: [], beats: [heartbeatOf(20_000 + (seed % 7) * 1_000)] };
  const target = targetOf(path, { connections: CONNECTIONS, traffic });
  const scenario = scenarioOf({ path, targets: [target], holdMs: HOUR_MS, seed });
  const stallMs = 200 + (seed % 40) * 100;
  let drops = 0;
  let held = 0;
  simulate({
    scenario,
    network: { seed, rttMs: [1, 200] },
    stalls: [[HOUR_MS / 3, HOUR_MS / 3 + stallMs]],
    onRecord: (record: JournalRecord) => {
      if (record.type !== 'ended') return;
      if (isDrop(record.ending)) drops += 1;
      else held += 1;
    },
  });
  return { drops, held };
}
