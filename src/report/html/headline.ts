import { format } from 'd3-format';
import type { Analysis } from '../../analysis/analyze.ts';
import { formatCount, formatHours, formatShare, rateUnit } from '../../analysis/figures.ts';
import type { Summary, TargetSummary } from '../../analysis/summary/summary.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { garwood } from '../../stats/poisson.ts';
import { clopperPearson } from '../../stats/proportion.ts';
import { adviceFor } from '../text/advice.ts';
import { sawOf } from '../text/drop-text.ts';
import { contradictedLimits } from '../text/limit-text.ts';
import { mainCause } from '../text/main-cause.ts';
import { total, verdictSentence } from '../text/verdict-sentence.ts';
import { inWords, plural, span } from '../text/words.ts';
import { adviceStep } from './drop-table.ts';
import { clipped, html, type Markup } from './markup.ts';

/** The verdict, the reasons, and five figures. */
export function headline({ summary, scenario }: Pick<Analysis, 'summary' | 'scenario'>): Markup {
  const { verdict, run } = summary;
  const from = run.startedAt.slice(0, 16).replace('T', ' ');
  const endMs = Date.parse(run.startedAt) + run.durationMs;
  const to = new Date(endMs).toISOString().slice(0, 16).replace('T', ' ');
  const sameDay = from.slice(0, 10) === to.slice(0, 10);
  return html`<div class="top">
    <span class="pill ${verdict}">${verdict.toUpperCase()}</span><span>${clipped(run.name)}</span><span>${from} → ${sameDay ? to.slice(11) : to} UTC</span><span>${span(run.durationMs)}</span>
    <span class="mono">run ${clipped(run.id, 40)}</span>
    ${run.complete ? '' : html`<span class="tag warn">incomplete</span>`}
    ${run.interrupted ? html`<span class="tag warn">interrupted</span>` : ''}</div>
<h1>${verdictSentence(summary)}</h1>
${remedy(summary, scenario)}<p class="lede">${ledeSentences(summary).join(' ')}</p>
${numbers(summary)}`;
}

/** What to change against the main cause; the drops have the rest. */
function remedy(summary: Summary, scenario: Scenario): Markup {
  const main = mainCause(summary);
  const [step] = (main && adviceFor(main.group, scenario)) ?? [];
  return html`${step && html`<div class="change main">${adviceStep(step)}</div>`}`;
}

function ledeSentences(summary: Summary): string[] {
  const { thresholds, limits, dropGroups, targets, warnings } = summary;
  const sentences: string[] = [];
  const broken = thresholds.find(({ ok }) => !ok);
  if (broken !== undefined) {
    sentences.push(
      `Threshold “${broken.expression}” ${broken.hasData ? 'broken' : 'has no data'}: ${broken.detail}.`,
    );
  } else if (thresholds.length > 0) {
    sentences.push(
      `${thresholds.length === 1 ? 'The threshold holds' : `All ${inWords(thresholds.length)} thresholds hold`}.`,
    );
  }
  const contradicted = contradictedLimits(limits)[0];
  if (contradicted !== undefined) sentences.push(`The limit ${contradicted.sentence}.`);
  const unwanted = dropGroups.filter(({ expected }) => !expected);
  const largest = mainCause(summary)?.group;
  if (largest !== undefined)
    sentences.push(`Seen: ${sawOf(largest, summary.run.startedAt)} (${largest.certainty}).`);
  const grey = unwanted
    .filter(({ certainty }) => certainty === 'unexplained' || certainty === 'possible')
    .reduce((sum, { count }) => sum + count, 0);
  if (grey > 0) {
    const dropped = total(targets, ({ dropped }) => dropped);
    sentences.push(
      `${formatCount(grey)} ${plural(grey, 'drop')} (${formatShare(grey / dropped)}) ${plural(grey, 'has', 'have')} no certain explanation.`,
    );
  }
  const expected = total(targets, ({ expectedDrops }) => expectedDrops);
  if (expected > 0) sentences.push(`${formatCount(expected)} expected drops are not counted.`);
  if (largest === undefined && summary.proves[0] !== undefined)
    sentences.push(`Proves ${summary.proves[0]}.`);
  if (warnings.length > 0)
    sentences.push(`${formatCount(warnings.length)} ${plural(warnings.length, 'warning')} below.`);
  return sentences;
}

function numbers({ targets, run }: Summary): Markup {
  const opened = total(targets, ({ opened }) => opened);
  const refused = total(targets, ({ refused }) => refused);
  const dropped = total(targets, ({ dropped }) => dropped);
  const unverified = total(targets, ({ unverified }) => unverified);
  const expected = total(targets, ({ expectedDrops }) => expectedDrops);
  const cells: [string, string][] = [
    [
      formatCount(opened),
      `${plural(opened, 'connection')} opened, ${formatCount(refused)} refused${unverified > 0 ? `, ${formatCount(unverified)} unverified at the end` : ''}`,
    ],
    // As in what the run proves: without those that were meant to drop.
    shareNumber(dropped, dropped > 0 ? opened : opened - expected - unverified),
    rateNumber(dropped, run.connectionHours),
    [formatHours(run.connectionHours), 'connection-hours observed'],
    roundTripNumber(targets),
  ];
  return html`<div class="kpis">${cells.map(([figure, words]) => html`<div class="card"><b>${figure}</b><span>${words}</span></div>`)}</div>`;
}

function shareNumber(dropped: number, opened: number): [string, string] {
  if (opened === 0) return ['–', 'dropped: nothing opened'];
  const counts = { count: Math.min(dropped, opened), total: opened };
  const { lower, upper } = clopperPearson(counts, dropped === 0 ? 0.9 : 0.95);
  if (dropped === 0) return ['0 dropped', `fewer than ${formatShare(upper)} (95 %)`];
  return [
    formatShare(dropped / opened),
    `dropped (${formatShare(lower)} to ${formatShare(upper)}, 95 %)`,
  ];
}

function rateNumber(dropped: number, hours: number): [string, string] {
  const { perHours, unit } = rateUnit(hours);
  const words = `drops per ${unit}`;
  if (hours === 0) return ['–', words];
  const { lower, upper } = garwood(dropped, dropped === 0 ? 0.9 : 0.95);
  const digits = dropped === 0 ? ',.2~r' : ',.3~r';
  const figure = (count: number) => format(digits)((count / hours) * perHours);
  if (dropped === 0) return [`< ${figure(upper)}`, `${words} (95 %)`];
  return [`${figure(lower)} to ${figure(upper)}`, `${words} (95 %)`];
}

/** Percentiles of several targets cannot be combined, so the slowest target is shown. */
function roundTripNumber(targets: readonly TargetSummary[]): [string, string] {
  const slowest = targets
    .filter(({ rttMs }) => rttMs.p99 !== null)
    .toSorted((a, b) => b.rttMs.p99! - a.rttMs.p99!)[0];
  if (slowest === undefined) return ['–', 'round trip: nothing measured'];
  const { p50, p99 } = slowest.rttMs;
  const figure = (ms: number) => format('.2~r')(ms);
  const whose = targets.length === 1 ? '' : `, ${clipped(slowest.name, 30)} (slowest)`;
  return [`${figure(p50!)} / ${figure(p99!)} ms`, `round trip p50 / p99${whose}`];
}
