import { scaleLinear, scaleSymlog } from 'd3-scale';
import type { Analysis } from '../../../analysis/analyze.ts';
import { formatMs } from '../../../analysis/figures.ts';
import { html, type Markup } from '../markup.ts';
import { type Box, PLOT_LEFT, PLOT_RIGHT, picture, px, timeAxis, valueAxis } from './plot.ts';

const HEIGHT = 150;
const BINS = 250;
const TICKS_MS = [0, 1, 10, 100, 1_000, 10_000, 60_000];

/** The worst delay of the generator's loop over time: measurements at that time are late by as much. */
export function lagChart({ timeline, summary }: Analysis): Markup {
  const toMs = Math.max(1, summary.run.durationMs);
  const worst = new Float64Array(BINS);
  for (const { atMs, lagMs } of timeline.moments) {
    const bin = Math.min(BINS - 1, Math.floor((Math.max(0, atMs) / toMs) * BINS));
    worst[bin] = Math.max(worst[bin]!, lagMs);
  }
  const highest = Math.max(...worst);
  if (highest === 0) return html``;
  const box: Box = { left: PLOT_LEFT, top: 26, right: PLOT_RIGHT, bottom: HEIGHT - 26 };
  const x = scaleLinear([0, toMs], [box.left, box.right]);
  const y = scaleSymlog([0, Math.max(20, highest * 1.1)], [box.bottom, box.top]);
  const width = (box.right - box.left) / BINS;
  const bars = [...worst].map((lagMs, bin) =>
    lagMs === 0
      ? ''
      : `M${px(box.left + bin * width)},${px(box.bottom)}V${px(y(lagMs))}h${px(width - 0.4)}V${px(box.bottom)}z`,
  );
  const ticks = TICKS_MS.filter((ms) => ms <= Math.max(20, highest * 1.1));
  const title = 'worst delay of the loop, log scale';
  return picture(
    HEIGHT,
    title,
    valueAxis(y, box, { ticks, format: (ms) => (ms === 0 ? '0' : formatMs(ms)), title }),
    html`<path class="fill t4" d="${bars.join('')}"/>`,
    timeAxis(x, box),
  );
}
