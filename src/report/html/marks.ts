import type { RunView } from '../../stats/view.ts';
import { span } from '../words.ts';
import { clipped, html, type Markup } from './markup.ts';
import { type Box, px, type Scale, timeLabel } from './plot.ts';

/** Something that happened at one time of the run. */
export interface TimeMark {
  readonly atMs: number;
  readonly label: string;
}

const MARKS_MAX = 24;
const LABEL_LENGTH_MAX = 40;
/** Short stalls are in the generator's own section. */
const STALL_SHOWN_MS = 1_000;

/** What was known to happen, and the generator's own worst stalls, in order of time. */
export function marksOf({ summary }: RunView): readonly TimeMark[] {
  const stalls = summary.generator.stalls
    .filter(({ forMs }) => forMs >= STALL_SHOWN_MS)
    .toSorted((a, b) => b.forMs - a.forMs)
    .slice(0, 3)
    .map(({ atMs, forMs }) => ({ atMs, label: `generator stalled ${span(forMs)}` }));
  return [...summary.events.slice(0, MARKS_MAX), ...stalls].sort((a, b) => a.atMs - b.atMs);
}

/** Dotted lines with their words at the top or the foot, in as many rows as they need. */
export function timeMarks(
  marks: readonly TimeMark[],
  x: Scale,
  { left, top, right, bottom, labelsAt }: Box & { readonly labelsAt: 'top' | 'bottom' | 'nowhere' },
): Markup {
  const rowEnds: number[] = [];
  const drawn = marks.map(({ atMs, label }) => {
    const at = x(atMs);
    const words = `${timeLabel(atMs, 60_000)} ${clipped(label, LABEL_LENGTH_MAX)}`;
    const width = words.length * 6.3 + 10;
    const flips = at + width > right;
    const start = flips ? at - width : at;
    let row = rowEnds.findIndex((end) => end <= start);
    if (row === -1) row = rowEnds.length;
    rowEnds[row] = start + width;
    const y = labelsAt === 'top' ? top + 11 + row * 14 : bottom - 6 - row * 14;
    const text = html`<text class="ink halo${flips ? ' end' : ''}" x="${px(flips ? at - 4 : at + 4)}" y="${px(y)}">${words}</text>`;
    return html`<path class="mark" d="M${px(at)},${px(top)}V${px(bottom)}"/>${labelsAt !== 'nowhere' && at >= left && row < 4 ? text : ''}`;
  });
  return html`${drawn}`;
}
