/** Beyond so many rows of one metric the others are counted together: a hostile server invents no series. */
const ROWS_MAX = 1_000;

/** The value of every label of what is counted together. */
export const OTHERS = 'others';

export interface TotalRow<Label extends string> {
  readonly labels: Readonly<Record<Label, string>>;
  readonly total: number;
}

/** Totals by labels, of which a bounded number are kept apart. */
export class TotalBook<Label extends string> {
  readonly #labels: readonly Label[];
  readonly #rows = new Map<string, { readonly labels: Record<Label, string>; total: number }>();

  constructor(labels: readonly Label[]) {
    this.#labels = labels;
  }

  add(labels: Record<Label, string>, count: number): void {
    const key = JSON.stringify(this.#labels.map((label) => labels[label]));
    const known = this.#rows.get(key);
    if (known !== undefined) known.total += count;
    else if (this.#rows.size < ROWS_MAX) this.#rows.set(key, { labels, total: count });
    else this.#addToOthers(count);
  }

  rows(): readonly TotalRow<Label>[] {
    return [...this.#rows.values()];
  }

  #addToOthers(count: number): void {
    const key = OTHERS;
    const known = this.#rows.get(key);
    if (known !== undefined) known.total += count;
    else {
      const labels = Object.fromEntries(this.#labels.map((label) => [label, OTHERS]));
      this.#rows.set(key, { labels: labels as Record<Label, string>, total: count });
    }
  }
}
