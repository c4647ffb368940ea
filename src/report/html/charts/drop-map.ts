import { scaleLinear, scaleLog, scaleSqrt } from 'd3-scale';
import type { Analysis } from '../../../analysis/analyze.ts';
import { formatCount } from '../../../analysis/figures.ts';
import { valueOn } from '../../../explain/clocks.ts';
import type { CauseClasses } from '../cause-classes.ts';
import { html, type Markup } from '../markup.ts';
import { cells, dots, type MapPoints } from './drop-points.ts';
import { legend, limitMarksOf } from './limit-marks.ts';
import { stackedBars } from './marginals.ts';
import { marksOf, timeMarks } from './marks.ts';
import { type Box, PLOT_LEFT, picture, px, type Scale, timeAxis, WIDTH } from './plot.ts';

/** Beyond this many drops, dots would merge and the page would grow. */
const DOTS_MAX = 20_000;
const HEIGHT = 400;
const IDLE_MS_MIN = 100;

const MAP: Box = { left: PLOT_LEFT, top: 92, right: WIDTH - 190, bottom: HEIGHT - 26 };
const ABOVE: Box = { ...MAP, top: 26, bottom: MAP.top - 12 };
const BESIDE: Box = { ...MAP, left: MAP.right + 14, right: WIDTH - 14 };

const IDLE_TICKS: readonly (readonly [ms: number, label: string])[] = [
  [100, '0.1 s'],
  [1_000, '1 s'],
  [10_000, '10 s'],
  [60_000, '1 min'],
  [600_000, '10 min'],
  [3_600_000, '1 h'],
  [36_000_000, '10 h'],
  [360_000_000, '100 h'],
];

const DENSE_WORDS =
  ' With this many drops, cells are drawn: darker cells have more drops, and the colour is that of the most frequent cause.';

/** Every drop, by its time in the run and by the idle time of its connection. */
export function dropMap(view: Analysis, classes: CauseClasses): Markup {
  const { drops, summary } = view;
  if (drops.length === 0) return html``;
  const idleMs = Float64Array.from(drops, (drop) => Math.max(IDLE_MS_MIN, valueOn('idle', drop)));
  const x = scaleLinear([0, Math.max(1, summary.run.durationMs)], [MAP.left, MAP.right]);
  const y = scaleLog(idleDomain(idleMs), [MAP.bottom, MAP.top]);
  const points: MapPoints = {
    x: Float64Array.from(drops, ({ atMs }) => x(atMs)),
    y: idleMs.map((ms) => y(ms)),
    cause: classes.ofDrop,
  };
  const isDense = drops.length > DOTS_MAX;
  const entries = classes.all.map((one) => ({ ...one, count: formatCount(one.count) }));
  return html`<h2>Every drop</h2>
    <p>A vertical streak is an event, a horizontal streak is a timeout, a cloud is neither.${isDense && DENSE_WORDS}</p>
<div class="card">${legend(entries)}${picture(
    HEIGHT,
    'every drop: idle time over time of the run',
    idleAxis(y),
    idleLimits(view, y),
    timeMarks(marksOf(view), x, { ...MAP, top: ABOVE.top, labelsAt: 'bottom' }),
    isDense ? cells(points, classes.all) : dots(points, classes.all),
    timeAxis(x, MAP),
    above(points, classes),
    beside(points, classes),
  )}</div>`;
}

function idleDomain(idleMs: Float64Array): [number, number] {
  let [lowest, highest] = [Infinity, 0];
  for (const ms of idleMs) {
    lowest = Math.min(lowest, ms);
    highest = Math.max(highest, ms);
  }
  const top = Math.max(highest * 1.5, 10 * IDLE_MS_MIN);
  return [Math.max(IDLE_MS_MIN, Math.min(lowest * 0.8, top / 10)), top];
}

function idleAxis(y: Scale): Markup {
  const [low = 0, high = 0] = y.domain();
  const ticks = IDLE_TICKS.filter(([ms]) => ms >= low && ms <= high).map(([ms, label]) => {
    const at = px(y(ms));
    return html`<path class="grid" d="M${MAP.left},${at}H${MAP.right}"/><text class="end" x="${MAP.left - 7}" y="${px(y(ms) + 4)}">${label}</text>`;
  });
  return html`${ticks}<text x="${MAP.left + 4}" y="${MAP.top - 1}" class="halo">idle time when dropped, log scale</text>`;
}

function idleLimits(view: Analysis, y: Scale): Markup {
  const [low = 0, high = 0] = y.domain();
  const marks = limitMarksOf(view, ['last-reset']).filter(
    ({ afterMs }) => afterMs >= low && afterMs <= high,
  );
  return html`${marks.map(({ afterMs, label }) => {
    const at = y(afterMs);
    return html`<path class="limitline" d="M${MAP.left},${px(at)}H${BESIDE.right}"/><text class="ink halo" x="${MAP.left + 4}" y="${px(at + 14)}">${label}</text>`;
  })}`;
}

function above(points: MapPoints, classes: CauseClasses): Markup {
  const binWidth = 4;
  const bins = Math.ceil((MAP.right - MAP.left) / binWidth);
  const counts = histogram(points.x, points.cause, classes, {
    bins,
    binOf: (at) => Math.floor((at - MAP.left) / binWidth),
  });
  const length = scaleSqrt([0, counts.peak], [0, ABOVE.bottom - ABOVE.top]);
  const bars = stackedBars(counts, classes.all, (bin, from, to) => {
    const left = MAP.left + bin * binWidth;
    return `M${px(left)},${px(ABOVE.bottom - length(from))}h${binWidth - 0.6}V${px(ABOVE.bottom - length(to))}h${0.6 - binWidth}z`;
  });
  return html`<text x="${MAP.left}" y="16">drops over time (square-root scale, at most ${formatCount(counts.peak)} at once)</text><path class="axis" d="M${MAP.left},${ABOVE.bottom}H${MAP.right}"/>${bars}`;
}

function beside(points: MapPoints, classes: CauseClasses): Markup {
  const binHeight = 5;
  const bins = Math.ceil((MAP.bottom - MAP.top) / binHeight);
  const counts = histogram(points.y, points.cause, classes, {
    bins,
    binOf: (at) => Math.floor((MAP.bottom - at) / binHeight),
  });
  const length = scaleSqrt([0, counts.peak], [0, BESIDE.right - BESIDE.left]);
  const bars = stackedBars(counts, classes.all, (bin, from, to) => {
    const foot = MAP.bottom - bin * binHeight;
    return `M${px(BESIDE.left + length(from))},${px(foot)}v${0.8 - binHeight}H${px(BESIDE.left + length(to))}v${binHeight - 0.8}z`;
  });
  return html`<text x="${BESIDE.left}" y="${MAP.top - 18}">drops by idle time</text><path class="axis" d="M${BESIDE.left},${MAP.top}V${MAP.bottom}"/>${bars}`;
}

interface Bins {
  readonly bins: number;
  readonly binOf: (at: number) => number;
}

function histogram(
  at: Float64Array,
  cause: Uint8Array,
  { all }: CauseClasses,
  { bins, binOf }: Bins,
): { readonly counts: readonly Float64Array[]; readonly peak: number } {
  const counts = all.map(() => new Float64Array(bins));
  for (let index = 0; index < at.length; index += 1) {
    const bin = Math.min(bins - 1, Math.max(0, binOf(at[index]!)));
    counts[cause[index]!]![bin]! += 1;
  }
  let peak = 1;
  for (let bin = 0; bin < bins; bin += 1) {
    peak = Math.max(
      peak,
      counts.reduce((sum, one) => sum + one[bin]!, 0),
    );
  }
  return { counts, peak };
}
