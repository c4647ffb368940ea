import { scaleLinear } from 'd3-scale';
import type { Analysis } from '../../../analysis/analyze.ts';
import { type Redial, redialsOf, type Storm, stormsOf } from '../../../analysis/events/storms.ts';
import { formatCount, formatMs } from '../../../analysis/figures.ts';
import { clock, plural, span } from '../../text/words.ts';
import { more } from '../drop-table.ts';
import { clipped, html, type Markup } from '../markup.ts';
import { marksOf, timeMarks } from './marks.ts';
import { type Box, PLOT_LEFT, PLOT_RIGHT, picture, px, timeAxis, valueAxis } from './plot.ts';

const BINS = 250;
const HEIGHT = 170;
const STORMS_MAX = 10;

/** A storm is attributed to an event at most this long before it. */
const EVENT_BEFORE_MS = 300_000;

/** Opened, reopened and refused connections over time, and the reconnect storms. */
export function reconnectChart(view: Analysis): Markup {
  const { redials, firstAtMs } = redialsOf(view.connections);
  const refused = refusalsOf(view);
  if (redials.length === 0 && firstAtMs.length === 0 && refused.length === 0) return html``;
  const { connections } = connectionsOf(view);
  const storms = stormsOf(redials, connections);
  return html`<h2>Opening and reconnect storms</h2>
    <p>${wordsFor(redials, storms)}</p>
<div class="card">${bars(view, { firstAtMs, redials, refused })}${storms.length > 0 && stormTable(view, storms)}</div>`;
}

function connectionsOf({ scenario }: Analysis): { connections: number } {
  return { connections: scenario.targets.reduce((sum, target) => sum + target.connections, 0) };
}

function wordsFor(redials: readonly Redial[], storms: readonly Storm[]): string {
  if (redials.length === 0) return 'Opened and refused per second. No connection was reopened.';
  const count = `${formatCount(redials.length)} ${plural(redials.length, 'connection was', 'connections were')} reopened after a drop`;
  const last = storms[0];
  if (last === undefined) return `${count}, never many at once.`;
  return `${count}; ${plural(storms.length, 'a storm', `${storms.length} storms`)} of redials, the largest of ${formatCount(last.count)} within ${span(last.toMs - last.fromMs)}.`;
}

/** One entry per counted refusal, at the end of its interval. */
function refusalsOf({ timeline }: Analysis): readonly Weighted[] {
  return timeline.moments.flatMap(({ atMs, refused }) => {
    const count = refused.reduce((sum, one) => sum + one, 0);
    return count === 0 ? [] : [{ atMs, count }];
  });
}

interface Weighted {
  readonly atMs: number;
  readonly count: number;
}

interface Openings {
  readonly firstAtMs: readonly number[];
  readonly redials: readonly Redial[];
  readonly refused: readonly Weighted[];
}

function bars(view: Analysis, { firstAtMs, redials, refused }: Openings): Markup {
  const box: Box = { left: PLOT_LEFT, top: 26, right: PLOT_RIGHT, bottom: HEIGHT - 26 };
  const toMs = Math.max(1, view.summary.run.durationMs);
  const counted = (atMs: readonly number[]) =>
    binned(
      atMs.map((at) => ({ atMs: at, count: 1 })),
      toMs,
    );
  const kinds = [
    { name: 'opened', colour: 't1', counts: counted(firstAtMs) },
    { name: 'reopened', colour: 'c2', counts: counted(redials.map(({ atMs }) => atMs)) },
    { name: 'refused', colour: 'c1', counts: binned(refused, toMs) },
  ].filter(({ counts }) => counts.some((count) => count > 0));
  const sums = Array.from({ length: BINS }, (_, bin) =>
    kinds.reduce((sum, { counts }) => sum + counts[bin]!, 0),
  );
  const perSecond = (count: number) => count / (toMs / 1_000 / BINS);
  const x = scaleLinear([0, toMs], [box.left, box.right]);
  const highest = Math.max(perSecond(Math.max(...sums)), 0.01);
  const y = scaleLinear([0, highest], [box.bottom, box.top]).nice(3);
  const below = new Float64Array(BINS);
  const width = (box.right - box.left) / BINS;
  const paths = kinds.map(({ colour, counts }) => {
    let path = '';
    for (const [bin, count] of counts.entries()) {
      if (count === 0) continue;
      const [foot, head] = [below[bin]!, below[bin]! + count].map((value) =>
        px(y(perSecond(value))),
      );
      path += `M${px(box.left + bin * width)},${foot}V${head}h${px(width - 0.5)}V${foot}z`;
      below[bin]! += count;
    }
    return html`<path class="fill ${colour}" d="${path}"/>`;
  });
  const legend = kinds.map(
    ({ name, colour, counts }) =>
      html`<span><span class="sw ${colour}"></span>${name} <b>${formatCount(counts.reduce((sum, count) => sum + count, 0))}</b></span>`,
  );
  return html`<div class="legend">${legend}</div>${picture(
    HEIGHT,
    'connections opened, reopened and refused per second',
    valueAxis(y, box, { ticks: y.ticks(3), format: rateTick, title: 'per second' }),
    html`${paths}`,
    timeMarks(marksOf(view), x, { ...box, labelsAt: 'top' }),
    timeAxis(x, box),
  )}`;
}

function binned(points: readonly Weighted[], toMs: number): Float64Array {
  const counts = new Float64Array(BINS);
  for (const { atMs, count } of points) {
    const bin = Math.floor((Math.max(0, atMs) / toMs) * BINS);
    counts[Math.min(BINS - 1, bin)]! += count;
  }
  return counts;
}

function rateTick(value: number): string {
  return value >= 10 ? formatCount(value) : String(Number(value.toPrecision(2)));
}

function stormTable(view: Analysis, storms: readonly Storm[]): Markup {
  const rows = storms.slice(0, STORMS_MAX).map((storm) => {
    const { fromMs, toMs, count, perSecondMax, tookMsP99 } = storm;
    return html`<tr>
      <td class="n lead" data-label="Reopened">${formatCount(count)}</td>
      <td data-label="When">${clock(fromMs)} to ${clock(toMs)}</td>
      <td class="n" data-label="Peak per second">${formatCount(perSecondMax)}</td>
      <td class="n" data-label="Opening p99">${formatMs(tookMsP99)}</td>
      <td class="n" data-label="Refused">${formatCount(refusedIn(view, storm))}</td>
      <td data-label="After">${eventBefore(view, fromMs)}</td>
      </tr>`;
  });
  return html`<table>
    <thead><tr><th class="n">Reopened</th><th>When</th><th class="n">Peak per second</th><th class="n">Opening p99</th><th class="n">Refused</th><th>After</th>
    </tr></thead>
    <tbody>${rows}</tbody></table>${more(storms.length - STORMS_MAX, 'storms')}`;
}

function refusedIn(view: Analysis, { fromMs, toMs }: Storm): number {
  const { stepMs } = view.timeline;
  return refusalsOf(view)
    .filter(({ atMs }) => atMs >= fromMs - stepMs && atMs <= toMs)
    .reduce((sum, { count }) => sum + count, 0);
}

function eventBefore({ summary }: Analysis, fromMs: number): string {
  const before = summary.events.filter(
    ({ atMs }) => atMs <= fromMs && atMs >= fromMs - EVENT_BEFORE_MS,
  );
  const last = before.toSorted((a, b) => a.atMs - b.atMs).at(-1);
  return last === undefined
    ? 'no known event'
    : `${clipped(last.label, 80)} at ${clock(last.atMs)}`;
}
