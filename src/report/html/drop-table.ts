import type { Analysis } from '../../analysis/analyze.ts';
import { formatCount } from '../../analysis/figures.ts';
import type { DropGroup, RefusalGroup } from '../../analysis/summary/summary.ts';
import { traceOfGroup } from '../../analysis/why.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Advice, type AdviceStep, adviceFor, briefAdvice } from '../text/advice.ts';
import { sawOf } from '../text/drop-text.ts';
import { otherSideText } from '../text/other-side-text.ts';
import { refusalCause } from '../text/refusal-text.ts';
import { clock, plural } from '../text/words.ts';
import type { CauseClasses } from './cause-classes.ts';
import { breakable, clipped, html, Markup } from './markup.ts';
import { traceBlock } from './trace-block.ts';

const ROWS_MAX = 60;

/** What dropped, where, how certain the cause is, and what to change: one row per group; those that were wanted, folded. */
export function dropTable(view: Analysis, classes: CauseClasses): Markup {
  const { dropGroups, refusalGroups } = view.summary;
  const numbered = dropGroups.map((group, index) => ({ group, index }));
  const unwanted = numbered.filter(({ group }) => !group.expected);
  const wanted = numbered.filter(({ group }) => group.expected);
  const count = wanted.reduce((sum, { group }) => sum + group.count, 0);
  const table = (some: typeof numbered) => groupTable(some, { view, classes });
  return html`${unwanted.length > 0 && html`<div class="card">${table(unwanted)}</div>`}
${refusalGroups.length > 0 && refusalTable(refusalGroups)}
${wanted.length > 0 && html`<div class="card"><details><summary>${formatCount(count)} ${plural(count, 'drop')} as expected</summary>${table(wanted)}</details></div>`}`;
}

interface TableOf {
  readonly view: Analysis;
  readonly classes: CauseClasses;
}

function groupTable(
  groups: readonly { readonly group: DropGroup; readonly index: number }[],
  { view, classes }: TableOf,
): Markup {
  const { startedAt } = view.summary.run;
  const rows = groups.slice(0, ROWS_MAX).map(({ group, index }) => {
    const { colour } = classes.all[classes.ofGroup[index]!]!;
    return dropRow(group, { colour, startedAt, scenario: view.scenario, why: whyOf(view, index) });
  });
  return html`<table class="wide">
    <thead><tr><th class="n">Drops</th><th>Where</th><th>What happened</th><th>Setting</th><th>Now → suggested</th><th>Certainty</th>
    </tr></thead>
    <tbody>${rows}</tbody></table>${more(groups.length - ROWS_MAX, 'groups of drops')}`;
}

interface DropRow {
  readonly colour: string;
  readonly startedAt: string;
  readonly scenario: Scenario;
  readonly why: Markup;
}

/** One row of facts, and below it the change, or the evidence that is missing. */
function dropRow(group: DropGroup, { colour, startedAt, scenario, why }: DropRow): Markup {
  const { count, target, hop, certainty, reason, expected } = group;
  const where = certainty === 'unexplained' ? 'unknown' : (hop ?? 'undecided');
  const advice = expected ? undefined : adviceFor(group, scenario);
  const blocks = expected ? [why] : [adviceBlock(advice), candidateBlock(group), why];
  const below = blocks.filter(isSomething);
  return html`<tr${below.length > 0 && new Markup(' class="joined"')}>
    <td class="n lead" data-label="Drops">${formatCount(count)}</td>
    <td class="where"><span class="sw ${colour}"></span>${clipped(where)}<span class="s">${clipped(target)}</span></td>
    <td>${clipped(sawOf(group, startedAt))}<span class="s">${clipped(reason, 400)}</span>${group.otherSides.map((side) => html`<span class="s">${clipped(otherSideText(side))}</span>`)}</td>
    <td data-label="Setting">${settingOf(group)}</td>
    <td data-label="Now → suggested">${advice === undefined ? '–' : changeOf(advice)}</td>
    <td>${expected && html`<span class="tag ok">expected</span> `}<span class="tag ${certaintyTone(certainty)}">${certainty}</span></td>
    </tr>${below.length > 0 && html`<tr class="below"><td colspan="2"></td><td colspan="4">${below}</td></tr>`}`;
}

/** A page of a run that goes on is made again and again: it does without. */
function whyOf(view: Analysis, index: number): Markup {
  const trace = view.isRunning ? undefined : traceOfGroup(view, index + 1);
  return trace === undefined ? html`` : traceBlock(index + 1, trace);
}

function isSomething({ text }: Markup): boolean {
  return text !== '';
}

/** The hop has its own column. */
function settingOf({ hop, setting, configuredMs, candidates, certainty }: DropGroup): Markup {
  if (certainty === 'unexplained' || candidates.length === 0) return html`–`;
  if (hop === null || setting === null)
    return html`${candidates.length === 1 ? 'one candidate' : `one of ${candidates.length} candidates`}`;
  const value = configuredMs !== null && html` <code class="nw">${configuredMs / 1_000} s</code>`;
  return html`<code>${breakable(clipped(setting))}</code>${value}`;
}

/** `240s → 11700s`, where only the value changes. */
function changeOf(advice: Advice): Markup {
  const [{ minus, plus }] = advice;
  const [[keyBefore, before], [key, after]] = [minus[0] ?? '', plus[0] ?? ''].map(keyAndValue) as [
    KeyAndValue,
    KeyAndValue,
  ];
  if (keyBefore !== key || plus.length > 1) return html`${clipped(briefAdvice(advice))}`;
  return html`<b>${clipped(before)} → ${clipped(after)}</b>`;
}

type KeyAndValue = readonly [key: string, value: string];

function keyAndValue(line: string): KeyAndValue {
  const [, key = '', value = ''] = /^(.*?): "?(.*?)"?$/.exec(line) ?? [];
  return [key, value];
}

/** Lines to paste. */
function adviceBlock(advice: Advice | undefined): Markup {
  if (advice === undefined) return html``;
  return html`<div class="change">${advice.map(adviceStep)}</div>`;
}

/** Where to change something, and the lines. */
export function adviceStep({ where, minus, plus }: AdviceStep): Markup {
  return html`<span class="s">${clipped(where)}</span>${minus.map((line) => html`<span class="diff minus">- ${clipped(line)}</span>`)}${plus.map((line) => html`<span class="diff plus">+ ${clipped(line)}</span>`)}`;
}

const CANDIDATES_MAX = 12;

/** The remaining candidates, and the evidence that would decide between them. */
function candidateBlock({ hop, candidates, evidenceNeeded, certainty }: DropGroup): Markup {
  const isOpen = hop === null && certainty !== 'unexplained' && candidates.length > 0;
  const left = candidates.length - CANDIDATES_MAX;
  const list = html`<ul class="chips">${candidates.slice(0, CANDIDATES_MAX).map((one) => html`<li>${clipped(one, 120)}</li>`)}${left > 0 && html`<li>${left} more</li>`}</ul>`;
  return html`${isOpen && list}${evidenceNeeded !== null && html`<span class="s">to decide: ${clipped(evidenceNeeded)}</span>`}`;
}

function certaintyTone(certainty: DropGroup['certainty']): string {
  switch (certainty) {
    case 'certain':
    case 'likely':
      return 'ok';
    case 'possible':
      return 'warn';
    case 'unexplained':
      return 'bad';
  }
}

function refusalTable(groups: readonly RefusalGroup[]): Markup {
  const rows = groups.slice(0, ROWS_MAX).map(
    (group) =>
      html`<tr>
          <td class="n lead" data-label="Refused">${formatCount(group.count)}</td>
          <td>${clipped(group.target)}</td>
          <td data-label="Phase">${group.refusal.phase}</td>
          <td><code>${clipped(group.refusal.code)}</code> ${clipped(group.refusal.detail ?? '')}</td>
          <td data-label="Cause">${clipped(refusalCause(group))}<span class="s">${clipped(group.reason, 400)}</span>${group.remedy !== null && html`<span class="s">try: ${clipped(group.remedy, 400)}</span>`}${group.evidenceNeeded !== null && html`<span class="s">to decide: ${clipped(group.evidenceNeeded)}</span>`}</td>
          <td><span class="tag ${certaintyTone(group.certainty)}">${group.certainty}</span></td>
          <td data-label="When">${clock(group.firstAtMs)} to ${clock(group.lastAtMs)}</td>
          </tr>`,
  );
  return html`<div class="card">
    <table>
    <thead><tr><th class="n">Refused</th><th>Target</th><th>Phase</th><th>Answer</th><th>Cause</th><th>Certainty</th><th>When</th>
    </tr></thead>
    <tbody>${rows}</tbody></table>${more(groups.length - ROWS_MAX, 'kinds of refusal')}</div>`;
}

/** A note on what a cut list leaves out. */
export function more(count: number, what: string): Markup {
  return html`${count > 0 && html`<p class="note">… and ${formatCount(count)} more ${what}, all in summary.json</p>`}`;
}
