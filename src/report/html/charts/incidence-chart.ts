import { scaleLinear } from 'd3-scale';
import { formatShare } from '../../../analysis/figures.ts';
import { incidenceOf } from '../../../stats/incidence.ts';
import type { CauseClasses } from '../cause-classes.ts';
import { html, type Markup } from '../markup.ts';
import { oldestMs, type RunLifespans } from './lifespans.ts';
import { legend } from './limit-marks.ts';
import {
  type Box,
  PLOT_LEFT,
  PLOT_RIGHT,
  percentTick,
  picture,
  px,
  stepPath,
  timeAxis,
  valueAxis,
} from './plot.ts';
import { columnEnds, columnsFor } from './thin.ts';

/** The share of all connections lost to each cause, by age. */
export function incidenceChart({ all }: RunLifespans, classes: CauseClasses): Markup {
  const { ageMs, lost } = incidenceOf(all, classes.all.length);
  if (ageMs.length === 0) return html``;
  const toMs = oldestMs(all);
  const columns = columnEnds(ageMs, toMs / columnsFor(1));
  const shareAt = (cause: number, step: number) => lost[cause]![step]!;
  const last = ageMs.length - 1;
  const total = lost.reduce((sum, curve) => sum + curve[last]!, 0);
  const height = 230;
  const box: Box = { left: PLOT_LEFT, top: 26, right: PLOT_RIGHT, bottom: height - 26 };
  const x = scaleLinear([0, toMs], [box.left, box.right]);
  const y = scaleLinear([0, total * 1.06], [box.bottom, box.top]);
  const lostBy = new Float64Array(columns.length);
  // From the last class up, so that unexplained drops are at the bottom; the highest is painted first.
  const layers = classes.all.toReversed().map(({ colour }, position) => {
    const cause = classes.all.length - 1 - position;
    for (const [column, step] of columns.entries()) lostBy[column]! += shareAt(cause, step);
    const steps = columns.map((step, column): [number, number] => [
      x(ageMs[step]!),
      y(lostBy[column]!),
    ]);
    const edge = stepPath([[x(0), y(0)], ...steps, [x(toMs), y(lostBy.at(-1)!)]]);
    return html`<path class="fill ${colour}" d="${edge}V${px(y(0))}z"/>`;
  });
  const entries = classes.all.map((one, cause) => ({
    ...one,
    count: formatShare(shareAt(cause, last)),
  }));
  const title = 'share of all connections lost';
  const drawn = picture(
    height,
    title,
    valueAxis(y, box, { ticks: y.ticks(4), format: percentTick, title }),
    html`${layers.toReversed()}`,
    timeAxis(x, box),
  );
  return html`<h2>Lost connections by cause</h2><p>Cumulative incidence (Aalen–Johansen): the share of all connections lost to each cause, by age.</p>
<div class="card">${legend(entries)}${drawn}</div>`;
}
