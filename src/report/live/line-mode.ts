import { formatCount, formatMs } from '../../analysis/figures.ts';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import { clock, span } from '../text/words.ts';
import type { LiveCause } from './causes.ts';
import type { LiveView } from './state.ts';

/** A line of figures this often; events have their own lines. */
const EVERY_MS = 60_000;

/** Drops are reported at most this often: a storm is one line, not thousands. */
const DROPS_EVERY_MS = 1_000;

/** More would flood a log; the report has all of them. */
const CAUSES_MAX = 30;

/**
 * For logs without a terminal: one line per minute, and one per phase, event, stall and burst of drops. What happened
 * before it started is not reported.
 */
export class LineMode {
  readonly #state: LiveView;
  readonly #startedAtMs: number;
  #nextMs: number;
  #toldDrops: readonly number[];
  #toldRefused: readonly number[];
  #nextDropsMs = 0;
  #phase: string;
  readonly #warned = new Set<string>();
  readonly #toldCauses = new Set<string>();

  constructor(state: LiveView, startedAtMs: number) {
    this.#state = state;
    this.#startedAtMs = startedAtMs;
    this.#phase = state.phase;
    // A reader who attaches in the middle gets the current state at once.
    this.#nextMs = state.atMs === 0 ? EVERY_MS : state.atMs;
    this.#toldDrops = state.targets.map(({ dropped }) => dropped);
    this.#toldRefused = state.targets.map(({ refused }) => refused);
  }

  /** The first line: the plan of the run. */
  head(run: string, soakVersion: string): string {
    const { name, durationMs, connections } = this.#state;
    const ends = this.#time(durationMs);
    return `${this.#time(0)} soak ${soakVersion} ${name}: ${formatCount(connections)} connections, ${span(durationMs)}, ends ${ends}, run ${run}`;
  }

  /** The lines for a record, once the state has processed it; most records have none. */
  add(record: Pick<IntervalRecord, 'type' | 'atMs'> | NoteRecord): readonly string[] {
    if (record.type === 'note') return this.#noteLines(record);
    return [...this.#changeLines(record.atMs), ...this.#figureLines(record.atMs)];
  }

  /** A line for each new certain cause; uncertain ones may still change. */
  explain(causes: readonly LiveCause[]): readonly string[] {
    const fresh = causes.filter(({ key, isSure }) => isSure && !this.#toldCauses.has(key));
    return fresh.slice(0, Math.max(0, CAUSES_MAX - this.#toldCauses.size)).map((one) => {
      this.#toldCauses.add(one.key);
      const { headline, saw, cause, change } = one;
      const write = change === undefined ? '' : ` -> ${change}`;
      return `${this.#time(this.#state.atMs)} CAUSE  ${headline} (${saw}): ${cause}${write}`;
    });
  }

  #noteLines(note: NoteRecord): readonly string[] {
    const at = this.#time(note.atMs);
    switch (note.kind) {
      case 'phase':
        if (note.phase === this.#phase) return [];
        this.#phase = note.phase;
        return [`${at} ${note.phase.padEnd(6)} ${this.#openWords()}`];
      case 'stall':
        return [
          `${at} stall  the load generator stalled for ${formatMs(note.forMs)} (${note.cause})`,
        ];
      case 'event':
        return [`${at} event  ${note.label}`];
      case 'clock-step':
        return [`${at} clock  the system clock jumped by ${formatMs(Math.abs(note.byMs))}`];
      case 'warning':
        // Every shard may report the same.
        if (this.#warned.has(note.message)) return [];
        this.#warned.add(note.message);
        return [`${at} warn   ${note.message}`];
    }
  }

  #changeLines(atMs: number): readonly string[] {
    if (atMs < this.#nextDropsMs) return [];
    this.#nextDropsMs = atMs + DROPS_EVERY_MS;
    const { targets } = this.#state;
    const lines = targets.flatMap(({ name, dropped, refused, expectsDrops }, index) => {
      const drops = dropped - this.#toldDrops[index]!;
      const refusals = refused - this.#toldRefused[index]!;
      const word = expectsDrops ? 'drop ' : 'DROP ';
      return [
        ...(drops > 0
          ? [
              `${this.#time(atMs)} ${word}  ${name} ${formatCount(drops)}, ${formatCount(dropped)} in total`,
            ]
          : []),
        ...(refusals > 0
          ? [
              `${this.#time(atMs)} REFUSE ${name} ${formatCount(refusals)}, ${formatCount(refused)} in total`,
            ]
          : []),
      ];
    });
    this.#toldDrops = targets.map(({ dropped }) => dropped);
    this.#toldRefused = targets.map(({ refused }) => refused);
    return lines;
  }

  #figureLines(atMs: number): readonly string[] {
    if (atMs < this.#nextMs) return [];
    this.#nextMs = nextMinute(atMs);
    const state = this.#state;
    const slowest = Math.max(
      0,
      ...state.targets.map(({ rtt }) => (rtt.count === 0 ? 0 : rtt.percentile(99) / 1_000)),
    );
    const rtt = slowest === 0 ? '' : `  rtt p99 ${formatMs(slowest)}`;
    const phase = state.phase.padEnd(6);
    return [`${this.#time(atMs)} ${phase} ${clock(atMs)}  ${this.#openWords()}${rtt}`];
  }

  #openWords(): string {
    const { open, refused, unwanted, connections } = this.#state;
    return `${formatCount(open)}/${formatCount(connections)} open  ${formatCount(refused)} refused  ${formatCount(unwanted)} unexpected drops`;
  }

  #time(atMs: number): string {
    return `${new Date(this.#startedAtMs + atMs).toISOString().slice(11, 19)}Z`;
  }
}

function nextMinute(atMs: number): number {
  return Math.floor(atMs / EVERY_MS + 1) * EVERY_MS;
}
