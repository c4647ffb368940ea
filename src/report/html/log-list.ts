import type { Summary } from '../../analysis/summary.ts';
import { logText } from '../text/other-side-text.ts';
import { clipped, html, type Markup } from './markup.ts';

const LINES_MAX = 20;

/** Which logs of other parties were heard, and how far they could be joined. */
export function logList({ logs }: Summary): Markup {
  if (logs.length === 0) return html``;
  return html`<h2>Logs of the other side</h2><p>Joined by the names of the connections, or by their addresses; what they said of drops stands with these.</p>
<div class="card"><ul class="plain">${logs.slice(0, LINES_MAX).map((log) => html`<li>${clipped(logText(log), 300)}</li>`)}</ul></div>`;
}
