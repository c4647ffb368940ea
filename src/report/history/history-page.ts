import { scaleLinear } from 'd3-scale';
import { formatCount, formatMs } from '../../analysis/figures.ts';
import type { History, HistoryRow } from '../../analysis/history/history.ts';
import { clipped, html, Markup } from '../html/markup.ts';
import { STYLE } from '../html/style.ts';
import { plural } from '../text/words.ts';
import { causeText, changeText, dropsText, nightOf, pastChangeText } from './history-words.ts';

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const WIDTH = 1_000;
const HEIGHT = 170;
const BASE = HEIGHT - 20;
/** A narrower bar can be seen, but not pointed at. */
const BARS_MAX = 200;

const COLOUR = { pass: 'var(--ok)', fail: 'var(--bad)', inconclusive: 'var(--warn)' } as const;

/** All runs on one self-contained page: what changed, causes, one bar and one row per run. Links lead to the reports beside it. */
export function historyPage(histories: readonly History[]): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">
<title>soak history</title>
<style>${new Markup(STYLE)}</style></head><body><main>
${histories.map(historySection)}
</main></body></html>
`.text;
}

function historySection(history: History): Markup {
  const { name, rows, causes, changes } = history;
  const passed = rows.filter(({ summary }) => summary.verdict === 'pass').length;
  return html`<section><h1>${clipped(name)}</h1>
<p class="lede">${formatCount(rows.length)} ${plural(rows.length, 'run')}, ${formatCount(passed)} passed, last ${nightOf(rows.at(-1)!)} UTC</p>
${list(
  'Changed for good',
  changes.map((change) => pastChangeText(change, rows)),
)}
${list(
  'Causes',
  causes.map((cause) => `${cause.state}: ${causeText(cause, rows)}`),
)}
${bars(history)}
${runTable(rows)}</section>`;
}

function list(title: string, texts: readonly string[]): Markup {
  return html`${texts.length > 0 && html`<h2>${title}</h2><div class="card"><ul>${texts.map((one) => html`<li>${clipped(one, 400)}</li>`)}</ul></div>`}`;
}

/** Drops per 1,000 connection-hours, with their intervals; a line where something changed for good. */
function bars({ rows, changes }: History): Markup {
  const shown = rows.slice(-BARS_MAX);
  const first = rows.length - shown.length;
  const highest = Math.max(1e-9, ...shown.map(({ rate }) => (rate?.value ?? 0) * 1_000));
  const x = scaleLinear([0, shown.length], [0, WIDTH]);
  const y = scaleLinear([0, highest * 1.15], [BASE, 10]);
  const width = Math.max(1, WIDTH / shown.length - 2);
  const drawn = shown.map((row, index) => {
    const top = y((row.rate?.value ?? 0) * 1_000);
    // A run without drops still has a foot to point at.
    const height = Math.max(3, BASE - top);
    return html`<rect x="${x(index).toFixed(1)}" y="${(BASE - height).toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" style="fill:${COLOUR[row.summary.verdict]}"><title>${nightOf(row)}: ${row.summary.verdict}, ${dropsText(row)}</title></rect>`;
  });
  const marks = changes
    .filter(({ at }) => at >= first)
    .map(
      ({ at }) =>
        html`<path d="M${x(at - first).toFixed(1)},4V${BASE}" style="stroke:var(--ink);stroke-dasharray:4 3"/>`,
    );
  return html`<h2>Drops per 1,000 connection-hours</h2>
<p>One bar per run, at most ${Number(highest.toPrecision(2))}; green passed, red failed, amber inconclusive; a dashed line where something changed for good.</p>
<div class="card"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="drops per 1,000 connection-hours of each run" style="width:100%">${drawn}${marks}
<text x="0" y="${HEIGHT - 4}" style="fill:var(--mute);font-size:12px">${nightOf(shown[0]!)}</text>
<text x="${WIDTH}" y="${HEIGHT - 4}" text-anchor="end" style="fill:var(--mute);font-size:12px">${nightOf(shown.at(-1)!)}</text></svg></div>`;
}

function runTable(rows: readonly HistoryRow[]): Markup {
  return html`<h2>Runs</h2><div class="card"><table>
  <thead><tr><th>Run (UTC)</th><th>Verdict</th><th class="n">Opened</th><th>Drops</th><th class="n">Round trip p99</th><th class="n">Limits tested</th><th>Changed</th></tr></thead>
  <tbody>${rows.toReversed().map(runRow)}</tbody></table></div>`;
}

const TONE = { pass: 'ok', fail: 'bad', inconclusive: 'warn' } as const;

function runRow(row: HistoryRow): Markup {
  const { summary, folder, opened, rttP99Ms, limitsTested, limits, changes } = row;
  return html`<tr>
    <td class="nw"><a href="${encodeURI(folder)}/report.html">${nightOf(row)}</a></td>
    <td><span class="tag ${TONE[summary.verdict]}">${summary.verdict}</span></td>
    <td class="n" data-label="Opened">${formatCount(opened)}</td>
    <td data-label="Drops">${dropsText(row)}</td>
    <td class="n" data-label="Round trip p99">${rttP99Ms === null ? '–' : formatMs(rttP99Ms)}</td>
    <td class="n" data-label="Limits tested">${limitsTested} of ${limits}</td>
    <td data-label="Changed">${changes.map((change) => html`<span class="s">${clipped(changeText(change))}</span>`)}</td>
  </tr>`;
}
