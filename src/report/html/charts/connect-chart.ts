import { quantileSorted } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { Analysis } from '../../../analysis/analyze.ts';
import type { Connection } from '../../../journal/connection.ts';
import { html, type Markup } from '../markup.ts';
import { latencyBox, latencyPlot, stallHatches } from './latency-chart.ts';
import { picture } from './plot.ts';

/** Few enough bins that each has data for its percentiles. */
const BINS = 80;
const HEIGHT = 180;

const STAGES = [
  { id: 'tcp', title: 'TCP handshake', of: ({ connectMs }: Connection) => connectMs ?? 0 },
  { id: 'tls', title: 'TLS handshake', of: ({ tlsMs }: Connection) => tlsMs },
  { id: 'upgrade', title: 'upgrade and login', of: ({ upgradeMs }: Connection) => upgradeMs },
] as const;

/** The time of each stage of opening, over the run: a slow stage points to a slow hop. */
export function connectChart(view: Analysis): Markup {
  const lastMs = lastOpenMs(view);
  const stages = STAGES.map((stage) => ({ ...stage, bins: binsOf(view, stage.of, lastMs) }));
  const plots = stages
    .filter(({ bins }) => bins.length > 0)
    .map((stage) => {
      const box = latencyBox(HEIGHT);
      const x = scaleLinear([0, lastMs * 1.01], [box.left, box.right]);
      return picture(
        HEIGHT,
        `${stage.title} over time`,
        latencyPlot(stage.bins, x, box, `${stage.title}, log scale`),
        stallHatches(view, x, { ...box, id: stage.id }),
      );
    });
  if (plots.length === 0) return html``;
  return html`<h2>Connecting</h2>
    <p>The time of each stage of opening, over the run. Hatched: the load generator stalled.</p>
<div class="card">${plots}</div>`;
}

function lastOpenMs(view: Analysis): number {
  let lastMs = 1;
  for (const { openedAtMs } of view.connections) lastMs = Math.max(lastMs, openedAtMs);
  return lastMs;
}

function binsOf(view: Analysis, stageMs: (connection: Connection) => number, lastMs: number) {
  const byBin = Array.from({ length: BINS }, (): number[] => []);
  for (const connection of view.connections) {
    const tookMs = stageMs(connection);
    if (tookMs <= 0) continue;
    const bin = Math.floor((Math.max(0, connection.openedAtMs) / lastMs) * BINS);
    byBin[Math.min(BINS - 1, bin)]!.push(tookMs);
  }
  return byBin.flatMap((values, bin) => {
    if (values.length === 0) return [];
    const sorted = values.sort((a, b) => a - b);
    return {
      atMs: ((bin + 0.5) / BINS) * lastMs,
      widthMs: lastMs / BINS,
      p50: quantileSorted(sorted, 0.5)!,
      p99: quantileSorted(sorted, 0.99)!,
      max: sorted.at(-1)!,
    };
  });
}
