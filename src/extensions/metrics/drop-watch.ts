import { explainedGroups } from '../../analysis/analyze.ts';
import type { CauseGroup } from '../../analysis/cause-group.ts';
import { RunFold } from '../../analysis/fold.ts';
import { dropGroupOf } from '../../analysis/group-summary.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { RunFollower } from '../../run/journals/follow.ts';
import { TotalBook, type TotalRow } from './total-book.ts';

/** Journals are looked at once a second at most. */
const LOOK_EVERY_MS = 1_000;

/** Explaining may take a twentieth of the time: all drops are explained together, and there may be 50,000. */
const EXPLAIN_REST = 20;

/** A drop is booked when so much of the run has passed: what died with it may tell why. */
const SETTLE_MS = 5_000;

/** What a look found, as it goes from thread to thread. */
export interface DropBooks {
  readonly refused: readonly TotalRow<'target' | 'reason'>[];
  readonly dropped: readonly TotalRow<'target' | 'ending' | 'hop'>[];
  readonly expected: readonly TotalRow<'target' | 'ending' | 'hop'>[];
  readonly explained: readonly TotalRow<'target' | 'hop' | 'setting' | 'certainty'>[];
}

/**
 * Drops and refusals of a running soak, from its journals. A drop is booked once, under the hop that it is
 * first explained by, because a counter may not go down; `explained` follows every better explanation.
 */
export class DropWatch {
  readonly #refused = new TotalBook(['target', 'reason']);
  readonly #dropped = new TotalBook(['target', 'ending', 'hop']);
  readonly #expected = new TotalBook(['target', 'ending', 'hop']);
  #explained = new TotalBook(['target', 'hop', 'setting', 'certainty']);
  readonly #follower: RunFollower;
  /** Name of each target's series, by its index. */
  readonly #names: readonly string[];
  readonly #fold = new RunFold();
  /** By its index among the drops. */
  readonly #isBooked: boolean[] = [];
  #bookedCount = 0;
  #explainedCount = 0;
  #lookAtMs = -Infinity;
  #explainAtMs = -Infinity;

  constructor(folder: string, names: readonly string[]) {
    this.#follower = new RunFollower(folder);
    this.#names = names;
  }

  /** Reads what is there, when it is time to. `nowMs` is read again to see what explaining cost. */
  look(nowMs: () => number): DropBooks {
    const startMs = nowMs();
    if (startMs >= this.#lookAtMs) this.#read(startMs, nowMs);
    return {
      refused: this.#refused.rows(),
      dropped: this.#dropped.rows(),
      expected: this.#expected.rows(),
      explained: this.#explained.rows(),
    };
  }

  #read(startMs: number, nowMs: () => number): void {
    this.#lookAtMs = startMs + LOOK_EVERY_MS;
    for (const [record, shard] of this.#follower.poll()) this.#add(record, shard);
    const { dropCount } = this.#fold.connections;
    const isOld = this.#explainedCount === dropCount && this.#bookedCount === dropCount;
    if (isOld || startMs < this.#explainAtMs) return;
    this.#explain();
    const endMs = nowMs();
    this.#explainAtMs = endMs + (endMs - startMs) * EXPLAIN_REST;
  }

  #add(record: JournalRecord, shard: number): void {
    if (record.type === 'refused') {
      const { phase, code } = record.refusal;
      this.#refused.add({ target: this.#names[record.target]!, reason: `${phase} ${code}` }, 1);
    }
    if (shard >= 0) this.#fold.add(withoutTimes(record), shard);
    else if (record.type === 'note') this.#fold.addNote(record);
  }

  #explain(): void {
    const context = this.#fold.context();
    if (context === undefined) return;
    const drops = this.#fold.drops();
    this.#explainedCount = drops.length;
    this.#explained = new TotalBook(['target', 'hop', 'setting', 'certainty']);
    for (const group of explainedGroups(drops, context)) {
      const target = this.#names[drops[group.members[0]!]!.target]!;
      const { hop, setting } = namesOf(group);
      const { certainty } = group.explanation;
      if (!group.expected)
        this.#explained.add({ target, hop, setting, certainty }, group.members.length);
      const book = group.expected ? this.#expected : this.#dropped;
      for (const index of group.members) {
        const { atMs, ending } = drops[index]!;
        if (this.#isBooked[index] || atMs > this.#fold.lastAtMs - SETTLE_MS) continue;
        this.#isBooked[index] = true;
        this.#bookedCount += 1;
        book.add({ target, ending: ending.kind, hop }, 1);
      }
    }
  }
}

/** Round trips are shown from what the shards tell; adding them up twice would cost most of a look. */
function withoutTimes(record: JournalRecord): JournalRecord {
  if (record.type !== 'interval') return record;
  const targets = record.targets.map(({ rttUs: _, openUs: __, ...rest }) => rest);
  return { ...record, targets };
}

function namesOf(group: CauseGroup): { readonly hop: string; readonly setting: string } {
  const { hop, setting, certainty } = dropGroupOf(group);
  const none = certainty === 'unexplained' ? 'unexplained' : 'undecided';
  return { hop: hop ?? none, setting: setting ?? none };
}
