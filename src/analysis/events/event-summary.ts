import { dialsOf } from '../dials.ts';
import type { EventSummary, Percentiles, RecoverySummary } from '../summary/summary.ts';
import type { Parts } from '../summary/summary-parts.ts';
import type { EventCost } from './event-costs.ts';
import { type Recovery, recoveriesOf } from './recovery.ts';

/** Every event with what it cost, in the order of the journals. */
export function eventSummaries(parts: Parts): readonly EventSummary[] {
  const { events } = parts.fold;
  const recoveries = recoveriesFor(parts);
  return events.map(({ atMs, label, source }, index) => ({
    atMs,
    label,
    source,
    recovery: summaryOf(recoveries[index]!),
  }));
}

/** One recovery for each event; of some targets, or of all. */
export function recoveriesFor(
  { fold, eventCosts }: Parts,
  only?: ReadonlySet<number>,
): readonly Recovery[] {
  const costs = only === undefined ? eventCosts : eventCosts.map((cost) => costTo(cost, only));
  return recoveriesOf({
    costs,
    dials: () => dialsOf(fold.connections, fold.refusedDials),
    durationMs: fold.lastAtMs,
  });
}

/** What an event cost some targets. */
function costTo({ mark, drops }: EventCost, only: ReadonlySet<number>): EventCost {
  return { mark, drops: drops.filter(({ drop }) => only.has(drop.target)) };
}

function summaryOf(recovery: Recovery): RecoverySummary | null {
  const { dropped, possible, back, missing, recoveryMs } = recovery;
  if (dropped === 0) return null;
  const { dials, dialsPerSecondMax, refused, connectMs } = recovery;
  return {
    dropped,
    possible,
    back,
    missing,
    recoveryMs: recoveryMs === null ? null : Math.round(recoveryMs),
    dials,
    dialsPerSecondMax,
    refused,
    connectMs: percentilesOf(connectMs),
  };
}

function percentilesOf(sorted: Float64Array): Percentiles {
  const count = sorted.length;
  if (count === 0) return { count, p50: null, p99: null, p999: null, max: null };
  const at = (percent: number) => sorted[Math.ceil((count * percent) / 100) - 1]!;
  return { count, p50: at(50), p99: at(99), p999: at(99.9), max: at(100) };
}
