import type { CauseGroup } from '../../analysis/cause-group.ts';
import { dropGroupOf } from '../../analysis/summary/group-summary.ts';
import type { CreateDigest } from '../../run/explaining/digest.ts';
import type { ExplainedRun } from '../../run/explaining/explained-run.ts';
import { TotalBook, type TotalRow } from './total-book.ts';

/** A drop is counted after this much of the run: what else dropped with it may show the cause. */
const SETTLE_MS = 5_000;

/** Drops and refusals so far, as counters want them. */
export interface DropBooks {
  readonly refused: readonly TotalRow<'target' | 'reason'>[];
  readonly dropped: readonly TotalRow<'target' | 'ending' | 'hop'>[];
  readonly expected: readonly TotalRow<'target' | 'ending' | 'hop'>[];
  readonly explained: readonly TotalRow<'target' | 'hop' | 'setting' | 'certainty'>[];
}

/** Before anything was read. */
export const NO_DROPS: DropBooks = { refused: [], dropped: [], expected: [], explained: [] };

/** Books the drops of a run; `names` are those of the targets' series, by their index. */
export const createDigest: CreateDigest<{ readonly names: readonly string[] }, DropBooks> = ({
  names,
}) => {
  const ledger = new DropLedger(names);
  return (run) => ledger.take(run);
};

/**
 * A drop is booked once, under the hop that it is first explained by, because a counter may not go down; `explained`
 * follows every better explanation.
 */
class DropLedger {
  readonly #dropped = new TotalBook(['target', 'ending', 'hop']);
  readonly #expected = new TotalBook(['target', 'ending', 'hop']);
  #explained = new TotalBook(['target', 'hop', 'setting', 'certainty']);
  readonly #names: readonly string[];
  /** By its index among the drops. */
  readonly #isBooked: boolean[] = [];
  #bookedCount = 0;
  #explainedCount = 0;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  take(run: ExplainedRun): DropBooks {
    const { dropCount } = run;
    // Explaining costs: what is explained and booked stays as it is.
    if (this.#explainedCount !== dropCount || this.#bookedCount !== dropCount) this.#explain(run);
    return {
      refused: this.#refusedIn(run),
      dropped: this.#dropped.rows(),
      expected: this.#expected.rows(),
      explained: this.#explained.rows(),
    };
  }

  #refusedIn({ fold }: ExplainedRun): DropBooks['refused'] {
    const book = new TotalBook(['target', 'reason']);
    for (const { target, refusal, count } of fold.refusals.values()) {
      const reason = `${refusal.phase} ${refusal.code}`;
      book.add({ target: this.#names[target]!, reason }, count);
    }
    return book.rows();
  }

  #explain(run: ExplainedRun): void {
    const analysis = run.analysis();
    if (analysis === undefined) return;
    const { drops, groups } = analysis;
    this.#explainedCount = drops.length;
    this.#explained = new TotalBook(['target', 'hop', 'setting', 'certainty']);
    for (const group of groups) {
      const target = this.#names[drops[group.members[0]!]!.target]!;
      const { hop, setting } = namesOf(group);
      const { certainty } = group.explanation;
      if (!group.expected)
        this.#explained.add({ target, hop, setting, certainty }, group.members.length);
      const book = group.expected ? this.#expected : this.#dropped;
      for (const index of group.members) {
        const { atMs, ending } = drops[index]!;
        if (this.#isBooked[index] || atMs > run.fold.lastAtMs - SETTLE_MS) continue;
        this.#isBooked[index] = true;
        this.#bookedCount += 1;
        book.add({ target, ending: ending.kind, hop }, 1);
      }
    }
  }
}

function namesOf(group: CauseGroup): { readonly hop: string; readonly setting: string } {
  const { hop, setting, certainty } = dropGroupOf(group);
  const none = certainty === 'unexplained' ? 'unexplained' : 'undecided';
  return { hop: hop ?? none, setting: setting ?? none };
}
