import type { IntervalRecord } from '../../journal/record.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** Fewer dials than this do not make a rate. */
const DIALS_MIN = 20;

/** A target that refuses too many dials. */
interface Refusing {
  readonly target: string;
  readonly refused: number;
  readonly dials: number;
  readonly overMs: number;
}

/** One second of all shards, per target. */
interface Second {
  readonly atMs: number;
  readonly refused: number[];
  readonly opened: number[];
}

/** `abort-when: { refused: 50% }`: the recent share of refused dials of each target, over all shards. */
export class RefusalWatch {
  readonly #scenario: Scenario;
  #seconds: readonly Second[] = [];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  /** Counts a record. The first target that refuses more than allowed, if any. */
  add(record: IntervalRecord): Refusing | undefined {
    const { abortWhen, targets } = this.#scenario;
    if (abortWhen === undefined) return undefined;
    this.#count(record, abortWhen.overMs);
    for (const [index, { name }] of targets.entries()) {
      const refused = sum(this.#seconds, (second) => second.refused[index]!);
      const dials = refused + sum(this.#seconds, (second) => second.opened[index]!);
      if (dials >= DIALS_MIN && refused / dials > abortWhen.refusedShare)
        return { target: name, refused, dials, overMs: abortWhen.overMs };
    }
    return undefined;
  }

  #count({ atMs, targets }: IntervalRecord, overMs: number): void {
    const startMs = Math.floor(atMs / 1_000) * 1_000;
    let second = this.#seconds.find((one) => one.atMs === startMs);
    if (second === undefined) {
      second = { atMs: startMs, refused: targets.map(() => 0), opened: targets.map(() => 0) };
      this.#seconds = [...this.#seconds, second];
    }
    for (const [index, { refused, opened }] of targets.entries()) {
      second.refused[index]! += refused;
      second.opened[index]! += opened;
    }
    // Shards are at most a second apart, unless one stalls; then its counts are late.
    const latestMs = Math.max(...this.#seconds.map((one) => one.atMs));
    this.#seconds = this.#seconds.filter((one) => one.atMs > latestMs - overMs);
  }
}

/** `tcp-80 refused 340 of 400 dials (85 %) within 10 s`. */
export function describeRefusing({ target, refused, dials, overMs }: Refusing): string {
  const share = Math.round((refused / dials) * 100);
  return `${target} refused ${refused} of ${dials} dials (${share} %) within ${overMs / 1_000} s`;
}

function sum(seconds: readonly Second[], pick: (second: Second) => number): number {
  return seconds.reduce((total, second) => total + pick(second), 0);
}
