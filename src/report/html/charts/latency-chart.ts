import { format } from 'd3-format';
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { Analysis } from '../../../analysis/analyze.ts';
import type { LatencyPoint } from '../../../analysis/timeline.ts';
import { html, type Markup } from '../markup.ts';
import { marksOf, timeMarks } from './marks.ts';
import {
  type Box,
  endLabels,
  PLOT_LEFT,
  PLOT_RIGHT,
  picture,
  px,
  type Scale,
  timeAxis,
  valueAxis,
} from './plot.ts';

/** A shard records its round trips this often: a finer resolution has no data. */
const MEASURED_EVERY_MS = 10_000;

/** Points of a line over the whole run. */
const POINTS_MAX = 350;
const HEIGHT = 250;

interface Bin extends LatencyPoint {
  /** Its middle. */
  readonly atMs: number;
  readonly widthMs: number;
}

/** A line of a percentile. */
interface PercentileLine {
  readonly name: string;
  readonly colour: string;
  readonly thin: boolean;
  readonly of: (bin: Bin) => number;
}

const LINES: readonly PercentileLine[] = [
  { name: 'max', colour: 't4', thin: true, of: ({ max }) => max },
  { name: 'p99', colour: 't2', thin: false, of: ({ p99 }) => p99 },
  { name: 'p50', colour: 't1', thin: false, of: ({ p50 }) => p50 },
];

/** Round trips over time, with the generator's own stalls hatched. */
export function roundTripChart(view: Analysis): Markup {
  const bins = binsOf(view);
  if (bins.length === 0) return html``;
  const box = latencyBox(HEIGHT);
  const x = scaleLinear([0, Math.max(1, view.summary.run.durationMs)], [box.left, box.right]);
  const slot = view.timeline.stepMs * binSize(view);
  const drawn = picture(
    HEIGHT,
    'round-trip time over time',
    latencyPlot(bins, x, box, 'round-trip time, log scale'),
    stallHatches(view, x, { ...box, id: 'rtt' }),
    timeMarks(marksOf(view), x, { ...box, labelsAt: 'nowhere' }),
  );
  return html`<h2>Round-trip time</h2>
    <p>All targets, measured from the intended send time, so that a stalled generator cannot hide slow replies.
    Hatched: the load generator stalled. Each point is the worst of its ${format(',')(Math.round(slot / 1_000))} s.</p>
<div class="card">${drawn}</div>`;
}

/** Leaves room for the names at the right end of the lines, which are too dense for labels on them. */
export function latencyBox(height: number): Box {
  return { left: PLOT_LEFT, top: 26, right: PLOT_RIGHT - NAMES_WIDTH, bottom: height - 26 };
}

const NAMES_WIDTH = 36;

/** Percentile lines over time on a logarithmic axis. */
export function latencyPlot(bins: readonly Bin[], x: Scale, box: Box, title: string): Markup {
  const lowest = Math.min(...bins.map(({ p50 }) => p50));
  const highest = Math.max(...bins.map(({ max }) => max));
  const domain = [Math.max(0.01, lowest * 0.8), Math.max(0.02, highest * 1.2)];
  const y = scaleLog(domain, [box.bottom, box.top]).clamp(true);
  const round = y.ticks(6).filter((value) => /^[125]/.test(value.toExponential()));
  const ticks = round.length >= 3 ? round : y.ticks(6);
  const segments = segmentsOf(bins);
  const curves = LINES.map(({ colour, thin, of }) => {
    const path = line<Bin>(
      ({ atMs }) => x(atMs),
      (bin) => y(of(bin)),
    ).digits(1);
    // A single bin is a short dash.
    const drawn = segments.map((own) =>
      own.length > 1 ? path(own) : `M${px(x(own[0]!.atMs) - 2)},${px(y(of(own[0]!)))}h4`,
    );
    return html`<path class="curve ${colour}${thin && ' thin'}" d="${drawn.join('')}"/>`;
  });
  const last = bins.at(-1)!;
  const labels = LINES.map((one) => ({ y: y(one.of(last)), colour: one.colour, text: one.name }));
  return html`${valueAxis(y, box, { ticks, format: (ms) => `${format('~r')(ms)} ms`, title })}${curves}${timeAxis(x, box)}${endLabels(labels, { ...box, right: box.right + NAMES_WIDTH })}`;
}

/** Consecutive bins. A longer gap without measurements breaks the line. */
function segmentsOf(bins: readonly Bin[]): readonly Bin[][] {
  const segments: Bin[][] = [];
  for (const bin of bins) {
    const last = segments.at(-1);
    if (last !== undefined && bin.atMs - last.at(-1)!.atMs <= bin.widthMs * GAP_BINS)
      last.push(bin);
    else segments.push([bin]);
  }
  return segments;
}

/** A line may bridge this many empty bins. */
const GAP_BINS = 3.5;

function binSize({ timeline }: Analysis): number {
  const { moments, stepMs } = timeline;
  return Math.max(Math.ceil(moments.length / POINTS_MAX), Math.ceil(MEASURED_EVERY_MS / stepMs));
}

/** The slowest of each bin: percentiles do not average. */
function binsOf(view: Analysis): readonly Bin[] {
  const { moments, stepMs } = view.timeline;
  const size = binSize(view);
  const bins: Bin[] = [];
  for (let start = 0; start < moments.length; start += size) {
    const points = moments.slice(start, start + size).flatMap(({ rtt }) => rtt ?? []);
    if (points.length === 0) continue;
    bins.push({
      atMs: moments[start]!.atMs + (size * stepMs) / 2,
      widthMs: size * stepMs,
      p50: Math.max(...points.map(({ p50 }) => p50)),
      p99: Math.max(...points.map(({ p99 }) => p99)),
      max: Math.max(...points.map(({ max }) => max)),
    });
  }
  return bins;
}

const HATCHES_MAX = 200;

/** Stalls of the generator. `id` distinguishes the pictures of a page. */
export function stallHatches(
  { summary }: Analysis,
  x: Scale,
  { top, bottom, id }: Box & { readonly id: string },
): Markup {
  const longest = summary.generator.stalls
    .toSorted((a, b) => b.forMs - a.forMs)
    .filter(({ atMs, forMs }) => atMs - forMs <= (x.domain()[1] ?? 0))
    .slice(0, HATCHES_MAX);
  const rects = longest.map(({ atMs, forMs }) => {
    const from = x(Math.max(0, atMs - forMs));
    const width = Math.max(4, x(atMs) - from);
    return html`<rect x="${px(from)}" y="${top}" width="${px(width)}" height="${bottom - top}" fill="url(#hatch-${id})"><title>generator stalled ${Math.round(forMs)} ms</title></rect>`;
  });
  return html`<defs><pattern id="hatch-${id}" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0,4L4,0" class="axis"/></pattern></defs>${rects}`;
}
