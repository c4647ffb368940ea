import { formatCount, formatMs } from '../../analysis/figures.ts';
import type { Summary } from '../../analysis/summary/summary.ts';
import { type CostlyEvent, costlyEvents, droppedText, returnOf } from '../text/recovery-text.ts';
import { moment } from '../text/words.ts';
import { more } from './drop-table.ts';
import { clipped, html, type Markup } from './markup.ts';

const ROWS_MAX = 60;

/** The drops of each event, and the recovery. */
export function eventTable({ events, run }: Summary): Markup {
  const costly = costlyEvents(events);
  if (costly.length === 0) return html``;
  return html`<h2>Events and recovery</h2>
    <p>Events that explain drops, and the dials until all of these connections were open again.</p>
<div class="card">
  <table>
  <thead><tr><th>Event</th><th class="n">Dropped</th><th>Recovery</th><th class="n">Peak dials/s</th><th class="n">Refused</th><th class="n">Connect p99</th>
  </tr></thead>
  <tbody>${costly.slice(0, ROWS_MAX).map((one) => eventRow(one, run.startedAt))}</tbody></table>${more(costly.length - ROWS_MAX, 'events')}</div>`;
}

function eventRow({ atMs, label, recovery }: CostlyEvent, startedAt: string): Markup {
  const { dials, dialsPerSecondMax, refused, connectMs } = recovery;
  const figure = (value: string) => (dials === 0 ? '–' : value);
  return html`<tr>
    <td>${moment(atMs, startedAt)} ${clipped(label, 120)}</td>
    <td class="n" data-label="Dropped">${droppedText(recovery)}</td>
    <td data-label="Recovery">${returnOf(recovery)}</td>
    <td class="n" data-label="Peak dials/s">${figure(formatCount(dialsPerSecondMax))}</td>
    <td class="n" data-label="Refused">${figure(`${formatCount(refused)} of ${formatCount(dials)}`)}</td>
    <td class="n" data-label="Connect p99">${connectMs.p99 === null ? '–' : formatMs(connectMs.p99)}</td>
  </tr>`;
}
