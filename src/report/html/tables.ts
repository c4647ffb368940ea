import type { Analysis } from '../../analysis/analyze.ts';
import { formatCount, formatMs } from '../../analysis/figures.ts';
import type { LimitSummary, Summary } from '../../analysis/summary/summary.ts';
import { byOutcome, LIMIT_OUTCOMES } from '../text/limit-text.ts';
import { clock, plural, span } from '../text/words.ts';
import { lagChart } from './charts/lag-chart.ts';
import { more } from './drop-table.ts';
import { breakable, clipped, html, type Markup } from './markup.ts';

const ROWS_MAX = 120;
const LINES_MAX = 60;

/** Every configured limit on every target's way against what happened. */
export function limitTable({ limits }: Summary): Markup {
  if (limits.length === 0) return html``;
  const sorted = byOutcome(mergedLimits(limits));
  const tested = sorted.filter(({ outcome }) => outcome !== 'not-covered');
  const untested = sorted.slice(tested.length);
  const others = html`<details><summary>${formatCount(untested.length)} not covered by this run</summary>${limitRows(untested)}</details>`;
  return html`<h2>Limits</h2>
    <p>Every configured limit on every target's way: it holds, it is broken early (connections ended before it and nothing else explains them), it is not enforced (connections outlived it), or this run does not cover it.</p>
<div class="card">${tested.length > 0 && limitRows(tested)}${untested.length > 0 && others}</div>`;
}

function limitRows(limits: readonly LimitSummary[]): Markup {
  return html`<table class="limits">
  <thead><tr><th>Outcome</th><th>Limit</th><th>Target</th><th class="n">Connections</th><th>What happened</th>
  </tr></thead>
  <tbody>${limits.slice(0, ROWS_MAX).map(limitRow)}</tbody></table>${more(limits.length - ROWS_MAX, 'limits')}`;
}

/** Targets with the same result share a row. */
function mergedLimits(limits: readonly LimitSummary[]): readonly LimitSummary[] {
  const merged = new Map<string, LimitSummary>();
  for (const limit of limits) {
    const key = `${limit.outcome} ${limit.hop} ${limit.setting} ${limit.sentence}`;
    const known = merged.get(key);
    const target = known === undefined ? limit.target : `${known.target}, ${limit.target}`;
    merged.set(key, { ...limit, target, count: (known?.count ?? 0) + limit.count });
  }
  return [...merged.values()];
}

function limitRow({
  outcome,
  hop,
  setting,
  configuredMs,
  target,
  count,
  sentence,
}: LimitSummary): Markup {
  const { tone, word } = LIMIT_OUTCOMES[outcome];
  return html`<tr>
    <td><span class="tag ${tone}">${word}</span></td>
    <td>${clipped(hop, 60)} <code>${breakable(clipped(setting, 80))}</code> ${span(configuredMs)}</td>
    <td data-label="Target">${clipped(target, 80)}</td>
    <td class="n" data-label="Connections">${count === 0 ? '–' : formatCount(count)}</td>
    <td>${clipped(sentence, 400)}</td>
    </tr>`;
}

export function thresholdTable({ thresholds }: Summary): Markup {
  if (thresholds.length === 0) return html``;
  const rows = thresholds.slice(0, ROWS_MAX).map(({ expression, ok, hasData, detail }) => {
    const [tone, word] = ok ? ['ok', 'holds'] : hasData ? ['bad', 'broken'] : ['warn', 'no data'];
    return html`<tr><td><span class="tag ${tone}">${word}</span></td><td><code>${clipped(expression)}</code></td><td>${clipped(detail)}</td></tr>`;
  });
  return html`<h2>Thresholds</h2><p>The pass criteria of the run. A threshold without data does not pass.</p>
<div class="card">
  <table>
  <thead><tr><th>Result</th><th>Threshold</th><th>Measured</th>
  </tr></thead>
  <tbody>${rows}</tbody></table>${more(thresholds.length - ROWS_MAX, 'thresholds')}</div>`;
}

/** What the run proves, what it does not cover, and what to know before trusting it. */
export function proofs({ proves, notCovered, warnings }: Summary): Markup {
  return html`${warnings.length > 0 && html`<h2>Warnings</h2><p>What to know before trusting this run.</p><div class="card">${list(warnings)}</div>`}
<h2>What this run proves, and what it does not</h2>
  <p>Bounds on shares are one-sided at 95 % and assume that connections drop independently of each other.</p>
<div class="two"><div class="card"><h3>Proves</h3>${list(proves)}</div><div class="card"><h3>Does not cover</h3>${list(notCovered)}</div></div>`;
}

function list(sentences: readonly string[]): Markup {
  if (sentences.length === 0) return html`<p class="note">nothing</p>`;
  return html`<ul class="plain">${sentences.slice(0, LINES_MAX).map((sentence) => html`<li>${clipped(sentence, 400)}</li>`)}</ul>${more(sentences.length - LINES_MAX, 'sentences')}`;
}

/** The health of the load generator, and the known events. */
export function generatorHealth(view: Analysis): Markup {
  const { generator, run, events } = view.summary;
  const { cpu, rssBytes, openFiles, lagMsMax, stalls } = generator;
  const stalledMs = stalls.reduce((sum, { forMs }) => sum + forMs, 0);
  const facts = [
    `${(cpu * 100).toFixed(0)} % of one core on average, ${run.shards} ${plural(run.shards, 'process', 'processes')}`,
    `${formatCount(rssBytes / 1e6)} MB of memory and ${formatCount(openFiles)} open files at peak`,
    `worst delay of the loop ${formatMs(lagMsMax)}`,
    stalls.length === 0
      ? 'no stall longer than 200 ms'
      : `stalled ${formatCount(stalls.length)} ${plural(stalls.length, 'time')}, ${formatMs(stalledMs)} in total`,
  ];
  const worst = stalls.toSorted((a, b) => b.forMs - a.forMs).slice(0, 10);
  const told = worst.map(
    ({ atMs, forMs, cause, shard }) =>
      `${clock(atMs)}: ${formatMs(forMs)}, ${cause}${run.shards > 1 ? `, shard ${shard}` : ''}`,
  );
  const lag = lagChart(view);
  const happened = events.map(({ atMs, label, source }) => `${clock(atMs)}: ${label} (${source})`);
  return html`<h2>Generator and events</h2><p>The health of soak itself: an overloaded generator says little about the path.</p>
${lag.text !== '' && html`<div class="card">${lag}</div>`}
<div class="two">
  <div class="card"><h3>Generator</h3>${list([...facts, ...told])}</div>
  <div class="card"><h3>Known events</h3>${list(happened)}</div></div>`;
}
