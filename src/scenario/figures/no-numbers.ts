import type { TargetNumbers } from './target-figures.ts';

/** Of a target that has done nothing. */
export const NO_NUMBERS: TargetNumbers = {
  connections: 0,
  opened: 0,
  refused: 0,
  dropped: 0,
  unexplained: 0,
  blackholes: 0,
  expectedDrops: 0,
  missingExpected: 0,
  openAtEnd: 0,
  unverified: 0,
  unknown: 0,
  unproven: 0,
  replies: 0,
  lateReplies: 0,
  limitsTested: 0,
  limitsBrokenEarly: 0,
  limitsNotEnforced: 0,
  heldMs: 0,
};

type Writable = { -readonly [Key in keyof TargetNumbers]: number };

/** The numbers of several targets together. */
export function addedUp(targets: readonly TargetNumbers[]): TargetNumbers {
  const sum: Writable = { ...NO_NUMBERS };
  for (const target of targets)
    for (const key of Object.keys(sum) as (keyof TargetNumbers)[]) sum[key] += target[key];
  return sum;
}
