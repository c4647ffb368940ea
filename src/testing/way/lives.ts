import type { EndedRecord, JournalRecord } from '../../journal/record.ts';
import type { Truth } from '../sim-network.ts';
import { simulate } from '../simulate.ts';
import type { RandomWay } from './random-way.ts';

/** One connection of a simulated run: when it opened, how it ended, and what ended it in truth. */
export interface SimLife {
  readonly openedMs: number;
  readonly ended: EndedRecord;
  /** The first thing that ended it or lost it; absent when nothing did before the end of the hold. */
  readonly killer?: Truth | undefined;
  /** A later end was what the client saw: the first was a loss in silence. */
  readonly hasMore: boolean;
}

/** Lives through a random way in virtual time. */
export function livesOf({ seed, scenario, truth }: RandomWay, holdEndMs: number): SimLife[] {
  const faults = (scenario.lab?.faults ?? []).map(({ atMs, hop }) => ({
    atMs,
    hop,
    kind: 'reload' as const,
  }));
  const { records, truths } = simulate({
    scenario,
    network: { seed: seed + 1, rttMs: [1, 20], path: truth, faults },
  });
  return records.filter(isEnded).map((ended) => {
    const own = truths.filter(({ id, atMs }) => id === ended.id && atMs < holdEndMs);
    const [killer] = own.toSorted((a, b) => a.atMs - b.atMs);
    return { openedMs: ended.atMs - ended.ageMs, ended, killer, hasMore: own.length > 1 };
  });
}

function isEnded(record: JournalRecord): record is EndedRecord {
  return record.type === 'ended';
}
