import { type Analysis, analyze } from '../../analysis/analyze.ts';
import { RunFold } from '../../analysis/fold.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { RunFollower } from '../journals/follow.ts';

/** What one look reads at most: some 20,000 records. Behind this it has read all that there is, for now. */
const LOOK_BYTES = 4 * 1024 * 1024;

interface Reading {
  /** Adds up round trips and connect times, too. */
  readonly needsTimes: boolean;
  readonly bytesPerLook?: number;
}

/** A run while it is running, read from its journals and explained when somebody asks. */
export class ExplainedRun {
  readonly fold = new RunFold();
  readonly #follower: RunFollower;
  readonly #needsTimes: boolean;
  #analysis: Analysis | undefined;

  constructor(folder: string, { needsTimes, bytesPerLook = LOOK_BYTES }: Reading) {
    this.#follower = new RunFollower(folder, { bytesPerPoll: bytesPerLook });
    this.#needsTimes = needsTimes;
  }

  /** There is more to read before anything can be said. */
  get isBehind(): boolean {
    return this.#follower.isBehind;
  }

  get dropCount(): number {
    return this.fold.connections.dropCount;
  }

  /** Reads on, for a bounded time. */
  read(): void {
    this.#analysis = undefined;
    for (const [record, shard] of this.#follower.poll()) {
      if (shard >= 0) this.fold.add(this.#needsTimes ? record : withoutTimes(record), shard);
      else if (record.type === 'note') this.fold.addNote(record);
    }
  }

  /** What can be said of all that was read; it is made once after each `read`. */
  analysis(): Analysis | undefined {
    this.#analysis ??= analyze(this.fold, {
      damagedRecords: this.#follower.damaged,
      missing: [],
      isRunning: true,
    });
    return this.#analysis;
  }
}

function withoutTimes(record: JournalRecord): JournalRecord {
  if (record.type !== 'interval') return record;
  const targets = record.targets.map(({ rttUs: _, openUs: __, ...rest }) => rest);
  return { ...record, targets };
}
