import { quantileSorted } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { formatCount } from '../../stats/figures.ts';
import type { RunView } from '../../stats/view.ts';
import { latencyBox, latencyPlot } from './latency-chart.ts';
import { html, type Markup } from './markup.ts';
import { type Box, PLOT_LEFT, PLOT_RIGHT, picture, px, timeAxis, valueAxis } from './plot.ts';

/** Few enough that a percentile of a bin has something to stand on. */
const LATENCY_BINS = 80;
const BINS = 250;
const HEIGHT = 200;

/** How long TCP handshakes took, and when connections were opened and refused: storms show here. */
export function connectChart(view: RunView): Markup {
  const bins = connectBins(view);
  if (bins.length === 0) return html``;
  const toMs = Math.max(1, ...bins.map(({ atMs }) => atMs)) * 1.01;
  const box = latencyBox(HEIGHT);
  const x = scaleLinear([0, toMs], [box.left, box.right]);
  return html`<h2>Connecting</h2>
    <p>How long the TCP handshake took, by the time of the open, and how many opened and were refused: a storm of redials shows as a wall.</p>
<div class="card">${picture(HEIGHT, 'TCP handshake over time', latencyPlot(bins, x, box, 'TCP handshake, log scale'))}${openingBars(view)}</div>`;
}

function connectBins(view: RunView) {
  const rows = [...view.lives()].filter(({ connectMs }) => connectMs > 0);
  const lastMs = rows.reduce((last, { openedAtMs }) => Math.max(last, openedAtMs), 1);
  const byBin = Array.from({ length: LATENCY_BINS }, (): number[] => []);
  for (const { openedAtMs, connectMs } of rows) {
    byBin[
      Math.min(LATENCY_BINS - 1, Math.floor((Math.max(0, openedAtMs) / lastMs) * LATENCY_BINS))
    ]!.push(connectMs);
  }
  return byBin.flatMap((values, bin) => {
    if (values.length === 0) return [];
    const sorted = values.sort((a, b) => a - b);
    return {
      atMs: ((bin + 0.5) / LATENCY_BINS) * lastMs,
      widthMs: lastMs / LATENCY_BINS,
      p50: quantileSorted(sorted, 0.5)!,
      p99: quantileSorted(sorted, 0.99)!,
      max: sorted.at(-1)!,
    };
  });
}

function openingBars({ timeline, summary }: RunView): Markup {
  const height = 130;
  const box: Box = { left: PLOT_LEFT, top: 26, right: PLOT_RIGHT, bottom: height - 26 };
  const toMs = Math.max(1, summary.run.durationMs);
  const opened = new Float64Array(BINS);
  const refused = new Float64Array(BINS);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  for (const moment of timeline.moments) {
    const bin = Math.min(BINS - 1, Math.floor((moment.atMs / toMs) * BINS));
    opened[bin]! += sum(moment.opened);
    refused[bin]! += sum(moment.refused);
  }
  const perSecond = (count: number) => count / (toMs / 1_000 / BINS);
  const peak = Math.max(...opened.map((count, bin) => count + refused[bin]!));
  const x = scaleLinear([0, toMs], [box.left, box.right]);
  const y = scaleLinear([0, Math.max(perSecond(peak), 0.01)], [box.bottom, box.top]).nice(3);
  const width = (box.right - box.left) / BINS;
  const bars = (counts: Float64Array, below?: Float64Array) =>
    [...counts]
      .map((count, bin) => {
        if (count === 0) return '';
        const foot = below?.[bin] ?? 0;
        return `M${px(box.left + bin * width)},${px(y(perSecond(foot)))}V${px(y(perSecond(foot + count)))}h${px(width - 0.5)}V${px(y(perSecond(foot)))}z`;
      })
      .join('');
  const hasRefused = refused.some((count) => count > 0);
  return picture(
    height,
    'connections opened and refused per second',
    valueAxis(y, box, {
      ticks: y.ticks(3),
      format: (value) => (value >= 10 ? formatCount(value) : String(Number(value.toPrecision(2)))),
      title: `opened${hasRefused ? ' (teal) and refused (red)' : ''} per second`,
    }),
    html`<path class="fill t1" d="${bars(opened)}"/><path class="fill c1" d="${bars(refused, opened)}"/>`,
    timeAxis(x, box),
  );
}
