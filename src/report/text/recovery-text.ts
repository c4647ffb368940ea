import { formatCount, formatMs } from '../../analysis/figures.ts';
import type { EventSummary, RecoverySummary } from '../../analysis/summary/summary.ts';
import { span } from './words.ts';

/** An event that dropped connections. */
export interface CostlyEvent extends EventSummary {
  readonly recovery: RecoverySummary;
}

/** Events that cost connections, the costliest first. */
export function costlyEvents(events: readonly EventSummary[]): readonly CostlyEvent[] {
  return events
    .flatMap((event) => (event.recovery === null ? [] : [{ ...event, recovery: event.recovery }]))
    .sort((a, b) => b.recovery.dropped - a.recovery.dropped);
}

/** `28 dropped`, `28 dropped (7 of them possibly for another reason)`. */
export function droppedWords(recovery: RecoverySummary): string {
  return `${formatCount(recovery.dropped)} dropped${doubtOf(recovery)}`;
}

/** The same for a table's column. */
export function droppedText(recovery: RecoverySummary): string {
  return `${formatCount(recovery.dropped)}${doubtOf(recovery)}`;
}

function doubtOf({ dropped, possible }: Pick<RecoverySummary, 'dropped' | 'possible'>): string {
  if (possible === 0) return '';
  const some = possible === dropped ? 'all' : `${formatCount(possible)} of them`;
  return ` (${some} possibly for another reason)`;
}

/** `all open again after 12 s`, `3 open again, 67 not`. */
export function returnOf({ back, missing, recoveryMs, dials }: RecoverySummary): string {
  if (recoveryMs !== null) return `all open again after ${span(recoveryMs)}`;
  if (back === 0) return dials === 0 ? 'none redialled' : 'none open again';
  return `${formatCount(back)} open again, ${formatCount(missing)} not`;
}

/** `at most 41 dials/s, 3 of 90 refused, connect p99 41 ms`; empty if nothing dialled. */
export function stormOf(recovery: RecoverySummary): string {
  const { dials, dialsPerSecondMax, refused, connectMs } = recovery;
  if (dials === 0) return '';
  return [
    `at most ${formatCount(dialsPerSecondMax)} dials/s`,
    `${formatCount(refused)} of ${formatCount(dials)} refused`,
    ...(connectMs.p99 === null ? [] : [`connect p99 ${formatMs(connectMs.p99)}`]),
  ].join(', ');
}
