import type { Summary } from '../../analysis/summary/summary.ts';
import { logText } from '../text/other-side-text.ts';
import { clipped, html, type Markup } from './markup.ts';

const LINES_MAX = 20;

/** The logs of other parties, and how many of their lines match connections of the run. */
export function logList({ logs }: Summary): Markup {
  if (logs.length === 0) return html``;
  return html`<h2>Logs of the other side</h2><p>Matched by the names or addresses of the connections. What they say about drops is shown with the drops.</p>
<div class="card"><ul class="plain">${logs.slice(0, LINES_MAX).map((log) => html`<li>${clipped(logText(log), 300)}</li>`)}</ul></div>`;
}
