import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import { formatShare } from '../../stats/figures.ts';
import { incidenceOf } from '../../stats/incidence.ts';
import type { CauseClasses } from './cause-classes.ts';
import { oldestMs, type RunLifespans } from './lifespans.ts';
import { legend } from './limit-marks.ts';
import { html, type Markup } from './markup.ts';
import { type Box, PLOT_LEFT, PLOT_RIGHT, picture, timeAxis, valueAxis } from './plot.ts';
import { columnEnds } from './thin.ts';

interface Layer {
  readonly ageMs: number;
  readonly from: number;
  readonly to: number;
}

/** Of all connections, the share lost to each cause by age. */
export function incidenceChart({ all }: RunLifespans, classes: CauseClasses): Markup {
  const { ageMs, lost } = incidenceOf(all, classes.all.length);
  if (ageMs.length === 0) return html``;
  const toMs = oldestMs(all);
  const columns = columnEnds(ageMs, toMs / 980);
  const shareAt = (cause: number, step: number) => lost[cause]![step]!;
  const last = ageMs.length - 1;
  const total = lost.reduce((sum, curve) => sum + curve[last]!, 0);
  const height = 230;
  const box: Box = { left: PLOT_LEFT, top: 26, right: PLOT_RIGHT, bottom: height - 26 };
  const x = scaleLinear([0, toMs], [box.left, box.right]);
  const y = scaleLinear([0, total * 1.06], [box.bottom, box.top]);
  const path = area<Layer>()
    .x((layer) => x(layer.ageMs))
    .y0(({ from }) => y(from))
    .y1(({ to }) => y(to))
    .curve(curveStepAfter)
    .digits(1);
  const below = new Float64Array(columns.length);
  // From the last class up, so that the unexplained lie at the foot.
  const layers = classes.all.toReversed().map(({ colour }, position) => {
    const cause = classes.all.length - 1 - position;
    const steps = columns.map((step, column): Layer => {
      const from = below[column]!;
      below[column]! += shareAt(cause, step);
      return { ageMs: ageMs[step]!, from, to: below[column]! };
    });
    const whole = [{ ageMs: 0, from: 0, to: 0 }, ...steps, { ...steps.at(-1)!, ageMs: toMs }];
    return html`<path class="fill soft ${colour}" d="${path(whole) ?? ''}"/>`;
  });
  const entries = classes.all.map((one, cause) => ({
    ...one,
    count: formatShare(shareAt(cause, last)),
  }));
  const title = 'share of all connections lost';
  return html`<h2>Lost connections by cause</h2><p>Cumulative incidence (Aalen–Johansen): of all connections, the share lost to each cause by age.</p>
<div class="card">${legend(entries)}${picture(height, title, valueAxis(y, box, { ticks: y.ticks(4), format: formatShare, title }), html`${layers}`, timeAxis(x, box))}</div>`;
}
