import type { ScaleContinuousNumeric } from 'd3-scale';
import { html, type Markup } from '../markup.ts';

/** The plot area within the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Width of every picture; it scales with the page. */
export const WIDTH = 1_060;

export const PLOT_LEFT = 62;
export const PLOT_RIGHT = WIDTH - 14;

export type Scale = ScaleContinuousNumeric<number, number>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const TIME_STEPS_MS = [
  100,
  200,
  500,
  1_000,
  2_000,
  5_000,
  10_000,
  15_000,
  30_000,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12, 24, 48, 96].map((hours) => hours * HOUR_MS),
];
const TIME_TICKS_MAX = 9;

/** Rounded to a tenth of a unit: finer differences are invisible. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A step line, as the shortest possible path. */
export function stepPath(points: Points): string {
  let path = '';
  let level = '';
  for (const [x, y] of points) {
    const next = px(y);
    if (path === '') path = `M${px(x)},${next}`;
    else if (next !== level) path += `H${px(x)}V${next}`;
    level = next;
  }
  const last = points.at(-1);
  return last === undefined ? '' : `${path}H${px(last[0])}`;
}

type Points = readonly (readonly [x: number, y: number])[];

/** The area between two step lines over the same positions. */
export function bandPath(low: Points, high: Points): string {
  const back = low.map(([x], index): [number, number] => [x, low[Math.max(0, index - 1)]![1]]);
  return `${stepPath(high)}L${stepPath(back.toReversed()).slice(1)}z`;
}

/** One picture. `label` describes it for screen readers. */
export function picture(height: number, label: string, ...contents: readonly Markup[]): Markup {
  return html`<div class="plot"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">${contents}</svg></div>`;
}

/** `0:30`, `2:00`; with seconds if the axis is short. */
export function timeLabel(ms: number, stepMs: number): string {
  const seconds = Math.round(ms / 1_000);
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = `${Math.floor(seconds / 3_600)}:${pad(Math.floor(seconds / 60) % 60)}`;
  if (stepMs >= MINUTE_MS) return hours;
  return stepMs >= 1_000 ? `${hours}:${pad(seconds % 60)}` : `${px(ms / 1_000)} s`;
}

/** Times at the bottom of a plot. */
export function timeAxis(x: Scale, { left, right, bottom }: Box): Markup {
  const [fromMs = 0, toMs = 0] = x.domain();
  const stepMs =
    TIME_STEPS_MS.find((step) => (toMs - fromMs) / step <= TIME_TICKS_MAX) ??
    Math.ceil((toMs - fromMs) / TIME_TICKS_MAX / HOUR_MS) * HOUR_MS;
  const ticks: Markup[] = [];
  for (let ms = Math.ceil(fromMs / stepMs) * stepMs; ms <= toMs; ms += stepMs) {
    const at = px(x(ms));
    ticks.push(
      html`<path class="axis" d="M${at},${px(bottom)}v4"/><text class="mid" x="${at}" y="${px(bottom + 17)}">${timeLabel(ms, stepMs)}</text>`,
    );
  }
  return html`<path class="axis" d="M${px(left)},${px(bottom)}H${px(right)}"/>${ticks}`;
}

interface ValueAxis {
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  readonly title: string;
}

/** Values at the left of a plot, with a grid line for each. */
export function valueAxis(y: Scale, { left, top, right }: Box, axis: ValueAxis): Markup {
  const ticks = axis.ticks.map((value) => {
    const at = y(value);
    return html`<path class="grid" d="M${px(left)},${px(at)}H${px(right)}"/><text class="end" x="${px(left - 7)}" y="${px(at + 4)}">${axis.format(value)}</text>`;
  });
  return html`${ticks}<text x="${px(left)}" y="${px(top - 8)}">${axis.title}</text>`;
}

/** The name of a line, and its end point. */
export interface EndLabel {
  readonly y: number;
  readonly colour: string;
  readonly text: string;
}

/** True when names would cover lines that end close together or at the bottom of the plot. */
export function isCrowded(labels: readonly EndLabel[], { top, bottom }: Box): boolean {
  const places = labels.map(({ y }) => y).sort((a, b) => a - b);
  const isTight = places.some((y, index) => (places[index + 1] ?? Infinity) - y < LABEL_GAP * 0.7);
  return isTight || (places.at(-1) ?? 0) > bottom - (bottom - top) * 0.08;
}

const LABEL_GAP = 14;

/** Names at the right end of lines, moved apart to avoid overlaps. */
export function endLabels(labels: readonly EndLabel[], { top, right, bottom }: Box): Markup {
  const sorted = labels.toSorted((a, b) => a.y - b.y);
  let previous = top - LABEL_GAP - 5;
  const placed = sorted.map((label) => {
    previous = Math.max(label.y - 5, previous + LABEL_GAP);
    return { ...label, y: previous };
  });
  const overflow = Math.max(0, previous - (bottom - 4));
  return html`${placed.map(
    ({ y, colour, text }) =>
      html`<text class="name end halo ${colour}" x="${px(right - 4)}" y="${px(y - overflow)}">${text}</text>`,
  )}`;
}

/** `97.5 %` with no more digits than the ticks of an axis need. */
export function percentTick(share: number): string {
  return `${Number((share * 100).toFixed(4))} %`;
}
