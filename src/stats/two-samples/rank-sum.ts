/**
 * The rank-sum test (Wilcoxon, Mann-Whitney) of every stretch of a row against the rest of it, by the normal approximation
 * with ties, without continuity correction, as R's `wilcox.test(exact = FALSE, correct = FALSE)`.
 */
export class RankSums {
  readonly length: number;
  /** Sum of the ranks of the first i values. */
  readonly #sums: Float64Array;
  /** Of the sum of one rank, times 12 / (m n). */
  readonly #spread: number;

  constructor(values: readonly number[]) {
    this.length = values.length;
    const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
    const ranks = new Float64Array(values.length);
    let ties = 0;
    for (let from = 0, to = 0; from < order.length; from = to) {
      while (to < order.length && values[order[to]!] === values[order[from]!]) to += 1;
      for (let index = from; index < to; index += 1) ranks[order[index]!] = (from + 1 + to) / 2;
      ties += (to - from) ** 3 - (to - from);
    }
    this.#sums = new Float64Array(values.length + 1);
    for (const [index, rank] of ranks.entries()) this.#sums[index + 1] = this.#sums[index]! + rank;
    this.#spread = this.length + 1 - ties / (this.length * (this.length - 1));
  }

  /** The squared z of the values from `from` up to but without `to` against all others: chi-squared with one degree. */
  zSquared(from: number, to: number): number {
    const m = to - from;
    const n = this.length - m;
    const u = this.#sums[to]! - this.#sums[from]! - (m * (m + 1)) / 2;
    const variance = ((m * n) / 12) * this.#spread;
    return variance > 0 ? (u - (m * n) / 2) ** 2 / variance : 0;
  }
}
