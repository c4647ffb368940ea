import { RunFold } from '../../analysis/fold.ts';
import type { Drop, ExplainContext, ExplainedGroup } from '../../explain/drop.ts';
import { explainDrops } from '../../explain/explain-drops.ts';
import type { JournalRecord, NoteRecord } from '../../journal/record.ts';
import type { Outcome, World } from '../simulate.ts';
import { simulate } from '../simulate.ts';

/** A simulated run, read and explained as a report does it. */
interface Explained {
  readonly drops: readonly Drop[];
  readonly groups: readonly ExplainedGroup[];
  readonly context: ExplainContext;
  readonly truths: Outcome['truths'];
}

/** Simulates a run and explains its drops, told of some events. */
export function explainedRun(world: World, marks: readonly NoteRecord[] = []): Explained {
  const { fold, truths } = simulatedRun(world, marks);
  const drops = fold.drops();
  const context = fold.context()!;
  return { drops, groups: explainDrops(drops, context), context, truths };
}

/** Simulates a run, told of some events, and reads its records. */
export function simulatedRun(
  world: World,
  marks: readonly NoteRecord[] = [],
): { readonly fold: RunFold; readonly truths: Outcome['truths'] } {
  const fold = new RunFold();
  fold.add(runRecordOf(world), 0);
  const onRecord = (record: JournalRecord): void => {
    fold.add(record, 0);
    world.onRecord?.(record);
  };
  const { truths } = simulate({ ...world, onRecord });
  for (const mark of marks) fold.addNote(mark);
  return { fold, truths };
}

function runRecordOf({ scenario }: World): JournalRecord {
  return {
    type: 'run',
    format: 1,
    run: 'simulated',
    soakVersion: '0',
    nodeVersion: 'v20',
    startedAtMs: 0,
    shard: { index: 0, count: 1 },
    scenario,
  };
}
