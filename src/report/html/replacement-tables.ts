import type { Analysis } from '../../analysis/analyze.ts';
import { type ReplacementRow, replacementsOf } from '../text/replaced-text.ts';
import { more } from './drop-table.ts';
import { clipped, html, type Markup } from './markup.ts';

const PAIRS_MAX = 40;

/** Targets that replace others, side by side. */
export function replacementTables(view: Analysis): Markup {
  const pairs = replacementsOf(view);
  if (pairs.length === 0) return html``;
  const tables = pairs.slice(0, PAIRS_MAX).map(
    (pair) => html`<table>
  <thead><tr><th>${clipped(pair.old, 120)} replaced by ${clipped(pair.new, 120)}</th><th>Old</th><th>New</th>
  </tr></thead>
  <tbody>${pair.rows.map(rowOf)}</tbody></table>`,
  );
  return html`<h2>Old and new way</h2>
    <p>Targets that replace others, as this run saw both at once.</p>
<div class="card">${tables}${more(pairs.length - PAIRS_MAX, 'pairs')}</div>`;
}

function rowOf({ title, old, new: fresh }: ReplacementRow): Markup {
  return html`<tr>
      <td>${title}</td>
      <td data-label="Old">${linesOf(old)}</td>
      <td data-label="New">${linesOf(fresh)}</td>
      </tr>`;
}

function linesOf(lines: readonly string[]): readonly Markup[] {
  return lines.map((line) => html`<div>${clipped(line, 200)}</div>`);
}
