import { max, min } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { Analysis } from '../../../analysis/analyze.ts';
import { formatCount, formatShare } from '../../../analysis/figures.ts';
import { type SurvivalCurve, survivalOf } from '../../../stats/survival.ts';
import { clipped, html, type Markup } from '../markup.ts';
import { NAMED_MAX, nameLegend, targetColour } from '../target-lines.ts';
import { oldestMs, type RunLifespans } from './lifespans.ts';
import { limitMarksOf } from './limit-marks.ts';
import { ageMarks } from './marks.ts';
import {
  type Box,
  bandPath,
  endLabels,
  isCrowded,
  PLOT_LEFT,
  PLOT_RIGHT,
  percentTick,
  picture,
  stepPath,
  timeAxis,
  valueAxis,
} from './plot.ts';
import { columnEnds, columnsFor } from './thin.ts';

interface AliveStep {
  readonly ageMs: number;
  readonly alive: number;
  readonly low: number;
  readonly high: number;
}

interface AliveLine {
  readonly target: number;
  readonly steps: readonly AliveStep[];
}

/** Targets that lost more get their own panel, so that the losses of the others are visible. */
const MUCH_LOST = 0.85;

/** Share of connections alive by age, per target, with the configured limits. */
export function survivalChart(view: Analysis, { byTarget, unknown }: RunLifespans): Markup {
  const toMs = Math.max(...byTarget.map(oldestMs));
  const columnMs = toMs / columnsFor(byTarget.length);
  const lines = byTarget
    .map((rows, target) => ({
      target,
      steps: stepsOf(survivalOf(rows), { lastMs: oldestMs(rows), columnMs }),
      size: rows.ageMs.length,
    }))
    .filter(({ size }) => size > 0);
  if (lines.length === 0 || view.drops.length === 0) return html``;
  const panels = [true, false]
    .map((held) => lines.filter(({ steps }) => steps.at(-1)!.alive >= MUCH_LOST === held))
    .filter((panel) => panel.length > 0);
  const expected = view.summary.targets.filter(({ expectedDrops }) => expectedDrops > 0);
  return html`<h2>Survival by connection age</h2>
    <p>Share of connections still alive at each age (Kaplan–Meier, 95 % log-log band; connections held to the end are censored). Dashed lines are the configured limits.</p>
<div class="card">${panels.map((panel) => survivalPanel(view, panel, toMs))}
${expected.length > 0 && html`<p class="note">Expected drops count here too: ${expected.map(({ name, expectedDrops }) => `${formatCount(expectedDrops)} of ${clipped(name, 40)}`).join(', ')}.</p>`}
${unknown > 0 && html`<p class="note">${formatCount(unknown)} connections whose end is unknown are left out.</p>`}</div>`;
}

/** The curve as steps from age 0 to the oldest, one per column of the picture. */
function stepsOf(
  curve: SurvivalCurve,
  { lastMs, columnMs }: { lastMs: number; columnMs: number },
): readonly AliveStep[] {
  const steps = columnEnds(curve.ageMs, columnMs).map((index) => ({
    ageMs: curve.ageMs[index]!,
    alive: curve.alive[index]!,
    low: curve.low[index]!,
    high: curve.high[index]!,
  }));
  const start = { ageMs: 0, alive: 1, low: 1, high: 1 };
  return [start, ...steps, { ...(steps.at(-1) ?? start), ageMs: lastMs }];
}

function survivalPanel(view: Analysis, panel: readonly AliveLine[], toMs: number): Markup {
  const height = 240;
  const box: Box = { left: PLOT_LEFT, top: 26, right: PLOT_RIGHT, bottom: height - 26 };
  const x = scaleLinear([0, toMs], [box.left, box.right]);
  const lowest = min(panel.flatMap(({ steps }) => steps.map(({ low }) => low))) ?? 0;
  const floor = lowest < 0.5 ? 0 : Math.min(0.999, lowest - (1 - lowest) * 0.15);
  const y = scaleLinear([floor, 1], [box.bottom, box.top]);
  const title = `still alive${floor > 0 ? ` (axis starts at ${formatShare(floor)})` : ''}`;
  const edge = (steps: readonly AliveStep[], of: (step: AliveStep) => number) =>
    steps.map((step): [number, number] => [x(step.ageMs), y(of(step))]);
  const curves = panel.map(
    ({ target, steps }) =>
      html`<g class="${targetColour(target)}"><path class="band" d="${bandPath(
        edge(steps, ({ low }) => low),
        edge(steps, ({ high }) => high),
      )}"/><path class="curve" d="${stepPath(edge(steps, ({ alive }) => alive))}"/></g>`,
  );
  const named = panel.slice(0, NAMED_MAX).map(({ target, steps }) => ({
    y: y(steps.at(-1)!.alive),
    colour: targetColour(target),
    text: `${clipped(view.scenario.targets[target]!.name, 40)} ${heldShare(steps.at(-1)!.alive)}`,
  }));
  const oldest = max(panel.flatMap(({ steps }) => steps.map(({ ageMs }) => ageMs))) ?? 0;
  const limits = limitMarksOf(view, ['last-reset', 'open']).filter(
    ({ afterMs }) => afterMs <= oldest,
  );
  const inLegend = isCrowded(named, box);
  return html`${inLegend && nameLegend(named)}${picture(
    height,
    title,
    valueAxis(y, box, {
      ticks: y.ticks(5),
      format: percentTick,
      title,
    }),
    html`${curves}`,
    ageMarks(limits, x, box),
    timeAxis(x, box),
    inLegend ? html`` : endLabels(named, box),
  )}`;
}

/** As precise as the loss: 99.958 % is not 100.0 %. */
function heldShare(alive: number): string {
  const lostPercent = (1 - alive) * 100;
  if (lostPercent <= 0 || alive === 0) return `${alive * 100} %`;
  return `${(alive * 100).toFixed(Math.max(0, 1 - Math.floor(Math.log10(lostPercent))))} %`;
}
