import { type Analysis, analyze } from '../../analysis/analyze.ts';
import { RunFold } from '../../analysis/fold.ts';
import type { JournalRecord } from '../../journal/record.ts';

/**
 * Explains the records of a run that come from anywhere. Those of one shard begin with its `run` record and stay in
 * their order; those of several shards may come one after the other. Undefined when there is no `run` record.
 */
export function analyzeRecords(records: Iterable<JournalRecord>): Analysis | undefined {
  const fold = new RunFold();
  let shard: number | undefined;
  for (const record of records) {
    if (record.type === 'run') shard = record.shard.index;
    if (shard !== undefined) fold.add(record, shard);
    else if (record.type === 'note') fold.addNote(record);
  }
  return analyze(fold, { damagedRecords: 0, missing: [] });
}
