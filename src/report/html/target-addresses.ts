import { formatCount } from '../../analysis/figures.ts';
import type { Summary } from '../../analysis/summary/summary.ts';
import { refusedAsText } from '../text/address-text.ts';
import { more } from './drop-table.ts';
import { clipped, html, type Markup } from './markup.ts';

const ROWS_MAX = 40;

/** The results per address, for targets whose name has several. */
export function targetAddresses({ addresses }: Summary): Markup {
  if (addresses.length === 0) return html``;
  const rows = addresses.slice(0, ROWS_MAX).map(
    (one) => html`<tr>
      <td>${clipped(one.target, 120)}</td>
      <td data-label="Address">${clipped(one.address, 120)}</td>
      <td class="n" data-label="Opened">${formatCount(one.opened)}</td>
      <td class="n" data-label="Refused">${formatCount(one.refused)}</td>
      <td class="n" data-label="Dropped">${formatCount(one.dropped)}</td>
      <td data-label="Refusals">${clipped(refusedAsText(one))}</td>
      </tr>`,
  );
  return html`<h2>Addresses of the targets</h2>
<p>The addresses that the names of the targets resolve to, used in turn.</p>
<div class="card"><table>
  <thead><tr><th>Target</th><th>Address</th><th class="n">Opened</th><th class="n">Refused</th><th class="n">Dropped</th><th>Refusals</th></tr></thead>
  <tbody>${rows}</tbody></table>${more(addresses.length - ROWS_MAX, 'addresses')}</div>`;
}
