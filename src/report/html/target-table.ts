import type { Analysis } from '../../analysis/analyze.ts';
import { formatCount, formatMs, formatShare } from '../../analysis/figures.ts';
import type { Percentiles, TargetSummary } from '../../analysis/summary/summary.ts';
import { more } from './drop-table.ts';
import { clipped, html, type Markup } from './markup.ts';
import { targetColour } from './target-lines.ts';

const ROWS_MAX = 60;

/** Each target's counts, and its times in milliseconds. */
export function targetTable({ summary, scenario }: Analysis): Markup {
  const { targets } = summary;
  const rows = targets.slice(0, ROWS_MAX).map((target, index) => {
    const { host, port } = scenario.targets[index]!.address;
    return html`<tr>
      <td class="where"><span class="sw ${targetColour(index)}"></span>${clipped(target.name)}${target.insecure && html` <span class="tag warn">TLS not verified</span>`}<span class="s">${target.transport} ${clipped(host, 80)}:${port}</span></td>${counts(target)}
      <td class="n" data-label="Connect p50 / p99 / max">${percentiles(target.connectMs)}</td>
      <td class="n" data-label="Round trip p50 / p99 / p99.9 / max">${percentiles(target.rttMs, true)}</td>
      </tr>`;
  });
  return html`<h2>Targets</h2><p>The connections of each target. Opening includes address lookup, TCP, TLS and upgrade.</p>
<div class="card">
  <table>
  <thead><tr><th>Target</th><th class="n">Opened</th><th class="n">Refused</th><th class="n">Dropped</th><th class="n">Open at end</th><th class="n">Opening p50 / p99 / max</th><th class="n">Round trip p50 / p99 / p99.9 / max</th>
  </tr></thead>
  <tbody>${rows}</tbody></table>${more(targets.length - ROWS_MAX, 'targets')}</div>`;
}

function counts(target: TargetSummary): Markup {
  const { opened, connections, refused, dropped, expectedDrops, openAtEnd } = target;
  const asides = (
    [
      ['unverified', target.unverified],
      ['unknown', target.unknown],
      ['local faults', target.localFaults],
    ] as const
  ).filter(([, count]) => count > 0);
  const never = target.unproven;
  return html`<td class="n" data-label="Opened">${formatCount(opened)}<span class="s">of ${formatCount(connections)}</span>${never > 0 && html`<span class="s">${formatCount(never)} never received a byte</span>`}</td>
    <td class="n" data-label="Refused">${formatCount(refused)}</td>
    <td class="n" data-label="Dropped">${formatCount(dropped)}<span class="s">${opened > 0 && formatShare(dropped / opened)}${expectedDrops > 0 && ` + ${formatCount(expectedDrops)} expected`}</span></td>
    <td class="n" data-label="Open at end">${formatCount(openAtEnd)}${asides.map(([what, count]) => html`<span class="s">+ ${formatCount(count)} ${what}</span>`)}</td>`;
}

function percentiles({ p50, p99, p999, max }: Percentiles, withThousandth = false): string {
  const shown = withThousandth ? [p50, p99, p999, max] : [p50, p99, max];
  if (p50 === null) return '–';
  return shown.map((ms) => (ms === null ? '–' : formatMs(ms))).join(' / ');
}
