import { peakPerSecond } from '../../stats/peak.ts';
import type { Dial } from '../dials.ts';
import { EARLY_MS, type EventCost, type EventDrop, LATE_MS } from './event-costs.ts';

/** What an event cost, and how the connections came back. */
export interface Recovery {
  /** Unexpected drops that the explanation gives to the event. */
  readonly dropped: number;
  /** Of those: drops for which the event is one of several possible causes. */
  readonly possible: number;
  /** Connections that dropped then, and came back before the run ended. */
  readonly back: number;
  /** They did not come back. */
  readonly missing: number;
  /** From the event until the last of them was open again; 0 without drops, null while any is missing. */
  readonly recoveryMs: number | null;
  /** How long they were waited for: until all were back, or to the end of the run. */
  readonly watchedMs: number;
  /** Of the targets that lost connections: from the event until all were back, or a minute after the last drop. */
  readonly dials: number;
  readonly dialsPerSecondMax: number;
  readonly refused: number;
  /** Dial to open of those that opened, ms, ascending. */
  readonly connectMs: Float64Array;
}

interface Material {
  readonly costs: readonly EventCost[];
  readonly dials: () => Iterable<Dial>;
  readonly durationMs: number;
}

/** One recovery for each event. */
export function recoveriesOf({ costs, dials, durationMs }: Material): readonly Recovery[] {
  const reopened = reopenings(
    costs.flatMap(({ drops }) => drops),
    dials(),
  );
  const returns = costs.map((cost) => returnOf(cost, { reopened, durationMs }));
  const storms = stormsOf(costs, returns, dials());
  return returns.map((one, index) => {
    const { dialledAtMs, refused, tookMs } = storms[index]!;
    return {
      ...one,
      possible: costs[index]!.drops.filter(({ isPossible }) => isPossible).length,
      dials: dialledAtMs.length,
      dialsPerSecondMax: peakPerSecond(dialledAtMs),
      refused,
      connectMs: Float64Array.from(tookMs).sort(),
    };
  });
}

function memberKey({ target, member }: { readonly target: number; readonly member: number }) {
  // A target of a run has at most 1,000,000 members; a merged run has several times as many.
  return target * 100_000_000 + member;
}

/** For the members of these drops: when they opened, ascending. */
function reopenings(
  drops: readonly EventDrop[],
  dials: Iterable<Dial>,
): ReadonlyMap<number, readonly number[]> {
  const opened = new Map<number, number[]>(drops.map(({ drop }) => [memberKey(drop), []]));
  if (opened.size === 0) return opened;
  for (const dial of dials) if (dial.opened) opened.get(memberKey(dial))?.push(dial.atMs);
  for (const times of opened.values()) times.sort((a, b) => a - b);
  return opened;
}

type Return = Pick<Recovery, 'dropped' | 'back' | 'missing' | 'recoveryMs' | 'watchedMs'>;

function returnOf(
  { mark, drops }: EventCost,
  {
    reopened,
    durationMs,
  }: { readonly reopened: ReadonlyMap<number, readonly number[]>; readonly durationMs: number },
): Return {
  const members = new Map<number, number>();
  // One that drops twice is back after the second time.
  for (const { drop } of drops) members.set(memberKey(drop), drop.atMs);
  let missing = 0;
  let lastMs = mark.atMs;
  for (const [key, droppedAtMs] of members) {
    const backAtMs = reopened.get(key)!.find((atMs) => atMs >= droppedAtMs);
    if (backAtMs === undefined) missing += 1;
    else lastMs = Math.max(lastMs, backAtMs);
  }
  const recoveryMs = missing === 0 ? lastMs - mark.atMs : null;
  return {
    dropped: drops.length,
    back: members.size - missing,
    missing,
    recoveryMs,
    watchedMs: recoveryMs ?? Math.max(0, durationMs - mark.atMs),
  };
}

/** The dials with which the connections of one event came back. */
interface Storm {
  readonly dialledAtMs: number[];
  readonly tookMs: number[];
  refused: number;
}

function stormsOf(
  costs: readonly EventCost[],
  returns: readonly Return[],
  dials: Iterable<Dial>,
): readonly Storm[] {
  const storms = costs.map((): Storm => ({ dialledAtMs: [], tookMs: [], refused: 0 }));
  const windows = costs.flatMap(({ mark, drops }, index) => {
    const last = drops.at(-1);
    if (last === undefined) return [];
    const { recoveryMs } = returns[index]!;
    const untilMs = recoveryMs === null ? last.drop.atMs + LATE_MS : mark.atMs + recoveryMs;
    const targets = new Set(drops.map(({ drop }) => drop.target));
    return [{ fromMs: mark.atMs - EARLY_MS, untilMs, targets, storm: storms[index]! }];
  });
  if (windows.length === 0) return storms;
  for (const { target, dialledAtMs, atMs, opened } of dials) {
    for (const { fromMs, untilMs, targets, storm } of windows) {
      if (dialledAtMs < fromMs || dialledAtMs > untilMs || !targets.has(target)) continue;
      storm.dialledAtMs.push(dialledAtMs);
      if (opened) storm.tookMs.push(atMs - dialledAtMs);
      else storm.refused += 1;
    }
  }
  return storms;
}
