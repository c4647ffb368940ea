import { type Analysis, analyze } from '../analysis/analyze.ts';
import type { NoteRecord } from '../journal/record.ts';
import type { World } from './simulate.ts';
import { simulatedRun } from './swarm/explained.ts';

/** Simulates a run, told of some events, and analyzes its records as `soak report` does. */
export function analyzedRun(world: World, marks: readonly NoteRecord[] = []): Analysis {
  const { fold } = simulatedRun(world, marks);
  return analyze(fold, { damagedRecords: 0, missing: [] })!;
}
