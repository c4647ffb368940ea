import type { JournalRecord } from '../../journal/record.ts';
import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from '../scenarios.ts';
import { simulate } from '../simulate.ts';
import type { Measured, PromiseRow } from './promise.ts';

/** R10: what the wall clock does has no effect but a note. */
export const clocks: PromiseRow = {
  id: 'R10',
  promise: 'clocks: ages and idle times are monotonic',
  goal: 'steps of the wall clock change no record, and are noted',
  how: 'simulated: one hour on and back, daylight saving, a leap second; against the same night without',
  measure: () => {
    const plain = recordsOf([]);
    const stepped = recordsOf(STEPS);
    const notes = stepped.filter(isStep);
    const same = JSON.stringify(plain) === JSON.stringify(stepped.filter((one) => !isStep(one)));
    return measured({ same, notes: notes.length });
  },
};

/** From when on, the wall clock is ahead of the monotonic one by so much. */
const STEPS = [
  [600_000, 3_600_000],
  [1_200_000, -3_600_000],
  [1_800_000, 0],
  [2_400_000, 1_000],
] as const;

function measured({ same, notes }: { same: boolean; notes: number }): Measured {
  return {
    figure: `${same ? 'all' : 'not all'} records equal, ${notes} of ${STEPS.length} steps noted`,
    ok: same && notes === STEPS.length,
  };
}

function isStep(record: JournalRecord): boolean {
  return record.type === 'note' && record.kind === 'clock-step';
}

function recordsOf(steps: typeof STEPS | readonly []): readonly JournalRecord[] {
  const path = { hops: [hopOf('slb', [limitOf({ afterMs: 900_000, effects: ['rst'] })])] };
  const targets = [
    targetOf(path, { traffic: { onOpen: [], beats: [heartbeatOf(30_000)] } }),
    targetOf(path, { name: 'silent', connections: 20 }),
  ];
  const { records } = simulate({
    scenario: scenarioOf({ path, targets, holdMs: 3_600_000 }),
    network: { seed: 10, rttMs: [5, 50] },
    wallOffsetMs: (nowMs) => steps.findLast(([fromMs]) => nowMs >= fromMs)?.[1] ?? 0,
  });
  return records;
}
