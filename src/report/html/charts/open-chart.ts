import { format } from 'd3-format';
import { scaleLinear } from 'd3-scale';
import type { Analysis } from '../../../analysis/analyze.ts';
import { clipped, html, type Markup } from '../markup.ts';
import { NAMED_MAX, nameLegend, panelsOf, targetColour } from '../target-lines.ts';
import { marksOf, timeMarks } from './marks.ts';
import {
  type Box,
  endLabels,
  isCrowded,
  PLOT_LEFT,
  PLOT_RIGHT,
  picture,
  stepPath,
  timeAxis,
  valueAxis,
} from './plot.ts';
import { columnsFor, thinned } from './thin.ts';

interface OpenLine {
  readonly target: number;
  readonly points: readonly (readonly [atMs: number, open: number])[];
  readonly peak: number;
  /** Minimum during the hold, which the axis must show. */
  readonly lowest: number;
}

/** Open connections over time, one line per target, with the events. */
export function openChart(view: Analysis): Markup {
  const lines = view.scenario.targets.map((_, target) => openLineOf(view, target));
  const panels = panelsOf(lines, ({ peak }) => peak);
  const drawn = panels.map((panel, index) => openPanel(view, panel, index === 0));
  return html`<h2>Open connections</h2><p>A cliff is an event; a slope is a timeout that follows the ramp.</p><div class="card">${drawn}</div>`;
}

function openLineOf({ timeline, phases, summary, scenario }: Analysis, target: number): OpenLine {
  const { moments, stepMs } = timeline;
  const holdFromMs = phases.get('hold') ?? 0;
  const holdToMs = phases.get('probe') ?? phases.get('drain') ?? summary.run.durationMs;
  let peak = 0;
  let lowest = Infinity;
  const points = moments.map(({ atMs, open }): [number, number] => {
    const value = open[target] ?? 0;
    peak = Math.max(peak, value);
    if (atMs >= holdFromMs && atMs + stepMs < holdToMs) lowest = Math.min(lowest, value);
    return [atMs + stepMs, value];
  });
  return {
    target,
    points: thinned([[0, 0], ...points.filter(([atMs]) => atMs <= holdToMs)], {
      toMs: summary.run.durationMs,
      columns: columnsFor(scenario.targets.length),
    }),
    peak,
    lowest: Math.min(peak, lowest),
  };
}

function openPanel(view: Analysis, panel: readonly OpenLine[], isFirst: boolean): Markup {
  const height = panel.length > 1 ? 210 : 150;
  const box: Box = { left: PLOT_LEFT, top: 26, right: PLOT_RIGHT, bottom: height - 26 };
  const x = scaleLinear([0, Math.max(1, view.summary.run.durationMs)], [box.left, box.right]);
  const peak = Math.max(1, ...panel.map((one) => one.peak));
  const lowest = Math.min(...panel.map((one) => one.lowest));
  const fromZero = lowest < peak * 0.75 || lowest === peak;
  const floor = fromZero ? 0 : Math.max(0, lowest - (peak - lowest) * 0.35 - peak * 0.002);
  const y = scaleLinear([floor, peak], [box.bottom, box.top]).nice(4);
  const start = y.domain()[0]!;
  const count = format(',');
  const ticks = y.ticks(4).filter(Number.isInteger);
  const title = `open connections${start > 0 ? ` (axis starts at ${count(start)})` : ''}`;
  const lines = panel.map(
    ({ target, points }) =>
      html`<path class="curve ${targetColour(target)}" d="${stepPath(points.map(([atMs, open]) => [x(atMs), y(Math.max(start, open))]))}"/>`,
  );
  const named = panel.slice(0, NAMED_MAX).map(({ target, points }) => ({
    y: y(Math.max(start, points.at(-1)![1])),
    colour: targetColour(target),
    text: `${clipped(view.scenario.targets[target]!.name, 40)} ${count(points.at(-1)![1])}`,
  }));
  const inLegend = isCrowded(named, box);
  return html`${inLegend && nameLegend(named)}${picture(
    height,
    title,
    valueAxis(y, box, { ticks, format: count, title }),
    html`${lines}`,
    timeMarks(marksOf(view), x, { ...box, labelsAt: isFirst ? 'bottom' : 'nowhere' }),
    timeAxis(x, box),
    inLegend ? html`` : endLabels(named, box),
  )}`;
}
