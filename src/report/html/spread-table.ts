import type { Summary } from '../../analysis/summary/summary.ts';
import { spreadEvenText, spreadText, spreadWhen } from '../text/spread-text.ts';
import { more } from './drop-table.ts';
import { clipped, html, type Markup } from './markup.ts';

const ROWS_MAX = 40;

/** How evenly connections were spread over the backends, before and after each event. */
export function spreadTable({ spread }: Summary): Markup {
  if (spread.length === 0) return html``;
  const rows = spread.slice(0, ROWS_MAX).map(
    (one) => html`<tr>
      <td>${clipped(one.target, 120)}</td>
      <td data-label="When">${clipped(spreadWhen(one), 120)}</td>
      <td data-label="Before">${spreadText(one.before)}</td>
      <td data-label="After">${spreadText(one.after)}</td>
      <td data-label="Even">${spreadEvenText(one)}</td>
      </tr>`,
  );
  return html`<h2>Spread over backends</h2>
    <p>Long-lived connections stay where they are: after a scale-up, new backends stay idle; after a roll-out, the first ones hold all connections. Even means that the fullest backend has at most 1.25 times the mean, or no more than chance explains.</p>
<div class="card">
  <table>
  <thead><tr><th>Target</th><th>When</th><th>Before</th><th>After</th><th>Even</th>
  </tr></thead>
  <tbody>${rows}</tbody></table>${more(spread.length - ROWS_MAX, 'events')}</div>`;
}
