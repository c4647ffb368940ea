import type { Analysis } from '../../../analysis/analyze.ts';
import { formatMs } from '../../../analysis/figures.ts';
import { clipped, html, type Markup } from '../markup.ts';
import type { LimitMark } from './limit-marks.ts';
import { type Box, px, type Scale, timeLabel } from './plot.ts';

/** An event at one time of the run. */
interface TimeMark {
  readonly atMs: number;
  readonly label: string;
}

const MARKS_MAX = 24;
const ROWS_MAX = 5;
const LABEL_LENGTH_MAX = 40;
/** In a shorter run, minutes are too coarse to distinguish events. */
const SHORT_RUN_MS = 600_000;
/** The generator's own section lists shorter stalls. */
const STALL_SHOWN_MS = 1_000;

/** Known events and the generator's worst stalls, ordered by time. */
export function marksOf({ summary }: Analysis): readonly TimeMark[] {
  const stalls = summary.generator.stalls
    .filter(({ forMs }) => forMs >= STALL_SHOWN_MS)
    .toSorted((a, b) => b.forMs - a.forMs)
    .slice(0, 3)
    .map(({ atMs, forMs }) => ({ atMs, label: `generator stalled ${formatMs(forMs)}` }));
  return [...summary.events.slice(0, MARKS_MAX), ...stalls].sort((a, b) => a.atMs - b.atMs);
}

/** Dotted lines with labels at the top or bottom, in as many rows as needed. */
export function timeMarks(
  marks: readonly TimeMark[],
  x: Scale,
  { top, right, bottom, labelsAt }: Box & { readonly labelsAt: 'top' | 'bottom' | 'nowhere' },
): Markup {
  const rows = new LabelRows();
  const stepMs = (x.domain()[1] ?? 0) < SHORT_RUN_MS ? 1_000 : 60_000;
  const drawn = marks.map(({ atMs, label }) => {
    const at = x(atMs);
    const line = html`<path class="mark" d="M${px(at)},${px(top)}V${px(bottom)}"/>`;
    if (labelsAt === 'nowhere') return line;
    const words = `${timeLabel(atMs, stepMs)} ${clipped(label, LABEL_LENGTH_MAX)}`;
    const { row, flips } = rows.place(at, words, right);
    if (row >= ROWS_MAX) return line;
    const y = labelsAt === 'top' ? top + 11 + row * 14 : bottom - 6 - row * 14;
    return html`${line}<text class="ink halo${flips ? ' end' : ''}" x="${px(flips ? at - 4 : at + 4)}" y="${px(y)}">${words}</text>`;
  });
  return html`${drawn}`;
}

/** Dashed lines at the configured limits, with their names at the bottom. */
export function ageMarks(limits: readonly LimitMark[], x: Scale, box: Box): Markup {
  const rows = new LabelRows();
  return html`${limits.map(({ afterMs, label }) => {
    const at = x(afterMs);
    const words = clipped(label, 90);
    const { row, flips } = rows.place(at, words, box.right);
    const text = html`<text class="ink halo${flips ? ' end' : ''}" x="${px(flips ? at - 4 : at + 4)}" y="${px(box.bottom - 6 - row * 14)}">${words}</text>`;
    return html`<path class="limitline" d="M${px(at)},${px(box.top)}V${px(box.bottom)}"/>${row < ROWS_MAX && text}`;
  })}`;
}

/** Places labels in rows so that none overlaps another. */
class LabelRows {
  readonly #taken: { from: number; to: number }[][] = [];

  place(at: number, words: string, right: number): { row: number; flips: boolean } {
    const width = words.length * 6.1 + 10;
    const flips = at + width > right;
    const [from, to] = flips ? [at - width, at] : [at, at + width];
    const isFree = (row: readonly { from: number; to: number }[]) =>
      row.every((other) => to <= other.from || from >= other.to);
    let row = this.#taken.findIndex(isFree);
    if (row === -1) row = this.#taken.push([]) - 1;
    this.#taken[row]!.push({ from, to });
    return { row, flips };
  }
}
