import { dialsOf } from './dials.ts';
import { dropsForWakes, type Recovery, recoveriesOf, type Wake, wakesOf } from './recovery.ts';
import type { EventSummary, Percentiles, RecoverySummary } from './summary.ts';
import type { Parts } from './summary-parts.ts';

/** Every event with what it cost, in the order of the journals. */
export function eventSummaries(parts: Parts): readonly EventSummary[] {
  const { events } = parts.fold;
  const wakes = wakesIn(parts);
  const recoveries = recoveriesFor(parts);
  const ofMark = new Map(wakes.map(({ mark }, index) => [mark, recoveries[index]!]));
  return events.map((mark) => ({
    atMs: mark.atMs,
    label: mark.label,
    source: mark.source,
    recovery: summaryOf(ofMark.get(mark)!),
  }));
}

/** One recovery for each event by time; of some targets, or of all. */
export function recoveriesFor(parts: Parts, only?: ReadonlySet<number>): readonly Recovery[] {
  const { fold, drops, groups } = parts;
  if (fold.events.length === 0) return [];
  const isMeant = ({ target }: { readonly target: number }) => only?.has(target) ?? true;
  return recoveriesOf({
    wakes: wakesIn(parts),
    drops: dropsForWakes(drops, groups).filter(isMeant),
    dials: function* () {
      for (const dial of dialsOf(fold.connections, fold.refusedDials))
        if (isMeant(dial)) yield dial;
    },
    durationMs: fold.lastAtMs,
  });
}

function wakesIn({ fold, run }: Parts): readonly Wake[] {
  return wakesOf(fold.events, { path: run.scenario.path, durationMs: fold.lastAtMs });
}

function summaryOf(recovery: Recovery): RecoverySummary | null {
  const { dropped, back, missing, recoveryMs, dials, dialsPerSecondMax, refused } = recovery;
  if (dropped === 0) return null;
  return {
    dropped,
    back,
    missing,
    recoveryMs: recoveryMs === null ? null : Math.round(recoveryMs),
    dials,
    dialsPerSecondMax,
    refused,
    connectMs: percentilesOf(recovery.connectMs),
  };
}

function percentilesOf(sorted: Float64Array): Percentiles {
  const count = sorted.length;
  if (count === 0) return { count, p50: null, p99: null, p999: null, max: null };
  const at = (percent: number) => sorted[Math.ceil((count * percent) / 100) - 1]!;
  return { count, p50: at(50), p99: at(99), p999: at(99.9), max: at(100) };
}
