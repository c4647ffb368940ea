import { format } from 'd3-format';
import { formatCount, formatMs, formatShare } from '../../analysis/figures.ts';
import { clopperPearson } from '../../stats/proportion.ts';
import type { LivePhase, LiveTargetView, LiveView } from '../live/state.ts';
import { clock, plural, span } from '../text/words.ts';
import { LIVE_STYLE } from './live-style.ts';
import { clipped, html, Markup } from './markup.ts';
import { STYLE } from './style.ts';
import { targetColour } from './target-lines.ts';

/** What a live page knows besides the counts. */
interface LiveRun {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endsAt: string;
}

/** The sections beside those that move (open connections, round trips, targets): they stand under the moving plots as soon as they have something to say. */
export const LIVE_SECTIONS = [
  'drops',
  'events',
  'logs',
  'thresholds',
  'limits',
  'replacements',
  'path',
  'map',
  'survival',
  'causes',
  'connecting',
  'reconnects',
  'target-addresses',
  'spread',
  'addresses',
  'proves',
  'generator',
  'scenario',
] as const;

const PLOTS = [
  ['open', 'Open connections', 'A cliff is an event; a slope is a timeout that follows the ramp.'],
  ['events', 'Opened, refused and dropped', 'Per second. A reconnect storm shows as a wall.'],
  ['rtt', 'Round-trip time', 'The slowest of all targets and shards, on a log scale.'],
  [
    'lag',
    'Generator',
    'The worst delay of its own loop. Measurements at that time are late by as much.',
  ],
] as const;

const ROWS_MAX = 60;

/** The page of a current run; its script fills in the live parts. */
export function livePage({ name }: { readonly name: string }): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">
<title>soak: ${clipped(name, 100)}</title>
<link rel="stylesheet" href="uplot.css"><style>${new Markup(STYLE)}
${new Markup(LIVE_STYLE)}</style></head><body><main id="page">
<div id="now"><h1>${clipped(name, 100)}</h1></div>
<noscript><p class="note">This live page needs JavaScript; the report of the run does not.</p></noscript>
<p id="state" class="note" role="status">connecting …</p>
<div class="plots">${PLOTS.map(
    ([id, title, words]) =>
      html`<section><h2>${title}</h2><p>${words}</p><div class="card"><div id="plot-${id}" class="live-plot"></div></div></section>`,
  )}</div>
<div id="counts"></div>
<h2>So far</h2><p id="as-of">Explanations appear as soon as the first records have been read.</p>
${LIVE_SECTIONS.map(
  (id) => html`<section id="${id}"></section>
`,
)}</main>
<script src="uplot.js"></script><script type="module" src="live.js"></script></body></html>
`.text;
}

const PHASES: Readonly<Record<LivePhase, string>> = {
  start: 'starting',
  ramp: 'opening',
  hold: 'holding',
  probe: 'final probe',
  drain: 'closing',
};

/** The state of the run, in a sentence and five figures. */
export function liveHead(state: LiveView, { id, startedAt, endsAt }: LiveRun): Markup {
  const { name, phase, atMs, durationMs, unwanted } = state;
  const share = durationMs === 0 ? 1 : Math.min(1, atMs / durationMs);
  const time = (iso: string) => iso.slice(0, 16).replace('T', ' ');
  return html`<div class="top"><span class="pill ${unwanted === 0 ? 'pass' : 'inconclusive'}">${PHASES[phase].toUpperCase()}</span><span>${clipped(name, 100)}</span>
    <span>${time(startedAt)} → ${time(endsAt).slice(11)} UTC</span><span><b>${clock(atMs)}</b> of ${clock(durationMs)}</span><span class="mono">run ${clipped(id, 40)}</span></div>
<div class="progress"><span style="width:${(share * 100).toFixed(2)}%"></span></div>
<h1>${liveSentence(state)}</h1>
${numbers(state)}`;
}

/** `24,998 of 25,000 connections open, 2 dropped`. */
function liveSentence(state: LiveView): string {
  const { open, connections, unwanted, refused } = state;
  const dropped = unwanted === 0 ? 'no unexpected drop' : `${formatCount(unwanted)} dropped`;
  const refusals = refused === 0 ? '' : `, ${formatCount(refused)} refused`;
  return `${formatCount(open)} of ${formatCount(connections)} ${plural(connections, 'connection')} open, ${dropped}${refusals}`;
}

function numbers(state: LiveView): Markup {
  const { targets, atMs, cpuMs, rssBytes, openFiles, lagMsMax } = state;
  const sum = (pick: (target: LiveTargetView) => number) =>
    targets.reduce((total, target) => total + pick(target), 0);
  const opened = sum(({ opened }) => opened);
  const unproven = sum(({ unproven }) => unproven);
  const idleMs = Math.max(0, ...targets.map((target) => (target.open > 0 ? target.idleMsMax : 0)));
  const cpu = atMs === 0 ? 0 : (cpuMs / atMs) * 100;
  const cells: [string, string][] = [
    [
      formatCount(state.open),
      `open now, ${formatCount(opened)} opened${unproven > 0 ? `, ${formatCount(unproven)} without a byte received` : ''}`,
    ],
    shareNumber(Math.min(opened, state.unwanted), opened),
    [span(idleMs), 'longest silence of an open connection'],
    roundTripNumber(targets),
    [
      formatMs(lagMsMax),
      `worst delay of the generator; ${cpu.toFixed(0)} % CPU, ${formatCount(rssBytes / 1e6)} MB, ${formatCount(openFiles)} files`,
    ],
  ];
  return html`<div class="kpis">${cells.map(([figure, words]) => html`<div class="card"><b>${figure}</b><span>${words}</span></div>`)}</div>`;
}

function shareNumber(dropped: number, opened: number): [string, string] {
  if (opened === 0) return ['–', 'dropped: nothing opened yet'];
  const { lower, upper } = clopperPearson(
    { count: dropped, total: opened },
    dropped === 0 ? 0.9 : 0.95,
  );
  if (dropped === 0) return ['0 dropped', `so far fewer than ${formatShare(upper)} (95 %)`];
  return [
    formatShare(dropped / opened),
    `dropped (${formatShare(lower)} to ${formatShare(upper)}, 95 %)`,
  ];
}

function roundTripNumber(targets: readonly LiveTargetView[]): [string, string] {
  const slowest = targets
    .filter(({ rtt }) => rtt.count > 0)
    .toSorted((a, b) => b.rtt.percentile(99) - a.rtt.percentile(99))[0];
  if (slowest === undefined) return ['–', 'round trip: nothing measured yet'];
  const figure = (percentile: number) => format('.2~r')(slowest.rtt.percentile(percentile) / 1_000);
  const whose = targets.length === 1 ? '' : `, ${clipped(slowest.name, 30)} (slowest)`;
  return [`${figure(50)} / ${figure(99)} ms`, `round trip p50 / p99${whose}`];
}

/** The state of each target's connections. */
export function liveTargets({ targets }: LiveView): Markup {
  const rows = targets.slice(0, ROWS_MAX).map((target, index) => {
    const { name, connections, open, opening, opened, refused, dropped, expectsDrops } = target;
    return html`<tr>
      <td class="where"><span class="sw ${targetColour(index)}"></span>${clipped(name)}</td>
      <td class="n" data-label="Open">${formatCount(open)}<span class="s">of ${formatCount(connections)}${opening > 0 && `, ${formatCount(opening)} opening`}</span></td>
      <td class="n" data-label="Opened">${formatCount(opened)}</td>
      <td class="n" data-label="Refused">${formatCount(refused)}</td>
      <td class="n" data-label="Dropped">${formatCount(dropped)}${expectsDrops && html`<span class="s">expected</span>`}</td>
      <td class="n" data-label="Longest silence">${open === 0 ? '–' : span(target.idleMsMax)}</td>
      <td class="n" data-label="Round trip p50 / p99 / max">${roundTrips(target)}</td>
      </tr>`;
  });
  return html`<h2>Targets</h2>
<div class="card"><table>
  <thead><tr><th>Target</th><th class="n">Open</th><th class="n">Opened</th><th class="n">Refused</th><th class="n">Dropped</th><th class="n">Longest silence</th><th class="n">Round trip p50 / p99 / max</th></tr></thead>
  <tbody>${rows}</tbody></table></div>`;
}

function roundTrips({ rtt }: LiveTargetView): string {
  if (rtt.count === 0) return '–';
  return [rtt.percentile(50), rtt.percentile(99), rtt.max]
    .map((us) => formatMs(us / 1_000))
    .join(' / ');
}
