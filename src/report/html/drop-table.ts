import { formatCount } from '../../stats/figures.ts';
import type { DropGroup, RefusalGroup, Summary } from '../../stats/summary.ts';
import { type Advice, adviceFor } from '../advice.ts';
import { causeOf, sawOf } from '../drop-text.ts';
import { clock } from '../words.ts';
import type { CauseClasses } from './cause-classes.ts';
import { clipped, html, type Markup } from './markup.ts';

const ROWS_MAX = 60;

/** What dropped, where, why so sure, and what to change: one row per group of drops. */
export function dropTable(summary: Summary, classes: CauseClasses, holdMs: number): Markup {
  const { dropGroups, refusalGroups } = summary;
  if (dropGroups.length === 0 && refusalGroups.length === 0) return html``;
  const rows = dropGroups
    .slice(0, ROWS_MAX)
    .map((group, index) => dropRow(group, classes.all[classes.ofGroup[index]!]!.colour, holdMs));
  const table = html`<table class="wide">
    <thead><tr><th class="n">Drops</th><th>Where</th><th>What happened</th><th>Setting</th><th>Now → suggested</th><th>Certainty</th>
    </tr></thead>
    <tbody>${rows}</tbody></table>`;
  return html`${dropGroups.length > 0 && html`<div class="card">${table}${more(dropGroups.length - ROWS_MAX, 'groups of drops')}</div>`}
${refusalGroups.length > 0 && refusalTable(refusalGroups)}`;
}

function dropRow(group: DropGroup, colour: string, holdMs: number): Markup {
  const { count, target, hop, certainty, reason, evidenceNeeded, expected } = group;
  const where = certainty === 'unexplained' ? 'unknown' : (hop ?? 'not split');
  const setting = causeOf(group);
  return html`<tr>
    <td class="n lead" data-label="Drops">${formatCount(count)}</td>
    <td class="where"><span class="sw ${colour}"></span>${clipped(where)}<span class="s">${clipped(target)}</span></td>
    <td>${clipped(sawOf(group))}<span class="s">${clipped(reason, 400)}</span></td>
    <td data-label="Setting">${setting === '' ? '–' : html`<code>${clipped(settingOf(group, setting))}</code>`}</td>
    <td data-label="Suggested">${expected ? '–' : adviceWords(adviceFor(group, holdMs), evidenceNeeded)}</td>
    <td>${expected && html`<span class="tag ok">expected</span> `}<span class="tag ${certaintyTone(certainty)}">${certainty}</span></td>
    </tr>`;
}

/** The hop has its own column. */
function settingOf({ hop, setting, configuredMs }: DropGroup, words: string): string {
  if (hop === null || setting === null) return words;
  return configuredMs === null ? setting : `${setting} ${configuredMs / 1_000} s`;
}

function adviceWords(advice: Advice | undefined, evidenceNeeded: string | null): Markup {
  if (advice === undefined) {
    return html`${evidenceNeeded === null ? '–' : html`<span class="s">to tell: ${clipped(evidenceNeeded)}</span>`}`;
  }
  const { where, minus, plus } = advice;
  return html`${minus !== undefined && html`<span class="diff minus">- ${clipped(minus)}</span>`}<span class="diff plus">+ ${clipped(plus)}</span><span class="s">${clipped(where)}</span>`;
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
    ({ count, target, refusal, firstAtMs, lastAtMs }) =>
      html`<tr>
          <td class="n lead" data-label="Refused">${formatCount(count)}</td>
          <td>${clipped(target)}</td>
          <td data-label="At">${refusal.phase}</td>
          <td><code>${clipped(refusal.code)}</code> ${clipped(refusal.detail ?? '')}</td>
          <td data-label="When">${clock(firstAtMs)} to ${clock(lastAtMs)}</td>
          </tr>`,
  );
  return html`<div class="card">
    <table>
    <thead><tr><th class="n">Refused</th><th>Target</th><th>At</th><th>Answer</th><th>When</th>
    </tr></thead>
    <tbody>${rows}</tbody></table>${more(groups.length - ROWS_MAX, 'kinds of refusal')}</div>`;
}

/** Says what a cut list leaves out. */
export function more(count: number, what: string): Markup {
  return html`${count > 0 && html`<p class="note">… and ${formatCount(count)} more ${what}, all in summary.json</p>`}`;
}
