import { formatCount } from '../../analysis/figures.ts';
import type { LogSummary, OtherSide } from '../../analysis/summary/summary.ts';
import { span } from './words.ts';

/** Smaller differences come from clocks and latency. */
const NOTABLE_MS = 1_500;

/** `backend: 28 ended from the client's side (rst); thought them alive for 42 s longer`. */
export function otherSideText({ party, matched, closedBy, ending, laterMs }: OtherSide): string {
  const { self, clientSide, serverSide, unknown } = closedBy;
  const parts = [
    [self, 'closed by itself'],
    [clientSide, "ended from the client's side"],
    [serverSide, "ended from the backend's side"],
    [unknown, 'ended by an unknown side'],
  ] as const;
  const counted = parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${formatCount(count)} ${words}`)
    .join(', ');
  const words = ending === '' ? '' : ` (${ending})`;
  const later = laterMs === null ? '' : laterWords(laterMs.median, matched);
  return `${party}: ${counted}${words}${later}`;
}

function laterWords(medianMs: number, matched: number): string {
  const them = matched === 1 ? 'it' : 'them';
  if (medianMs > NOTABLE_MS)
    return `; still considered ${them} alive ${span(medianMs)} after the client had lost ${them}`;
  if (medianMs < -NOTABLE_MS)
    return `; noticed ${span(-medianMs)} before the client, which still considered ${them} alive`;
  return '; at the same time as the client';
}

/** `backend: 4,000 connections of this run in 8,012 lines; its clock is 3.2 s ahead (4,000 pairs)`. */
export function logText({ party, lines, matched, unreadable, clocks }: LogSummary): string {
  const one = clocks.length === 1 ? clocks[0] : undefined;
  const parts = [
    `${party}: ${formatCount(matched)} connections of this run in ${formatCount(lines)} lines`,
    ...(unreadable > 0 ? [`${formatCount(unreadable)} unreadable lines`] : []),
    ...(one === undefined ? severalClocks(clocks) : [clockText(one)]),
  ];
  return parts.join('; ');
}

function clockText({ offsetMs, pairs }: LogSummary['clocks'][number]): string {
  const seconds = (Math.abs(offsetMs) / 1_000).toFixed(1);
  const side = offsetMs < 0 ? 'behind' : 'ahead';
  return `its clock is ${seconds} s ${side} (${formatCount(pairs)} pairs)`;
}

function severalClocks(clocks: LogSummary['clocks']): string[] {
  if (clocks.length === 0) return [];
  const offsets = clocks.map(({ offsetMs }) => offsetMs / 1_000);
  const [from, to] = [Math.min(...offsets).toFixed(1), Math.max(...offsets).toFixed(1)];
  return [`${clocks.length} clocks, ${from} to ${to} s ahead`];
}
