import type { Limit, PathEvent } from '../../path/path.ts';

/** What a hop knows about one session, for the clocks of its limits. All in ms on one clock. */
export interface Activity {
  readonly openedMs: number;
  /** The last payload in either direction, as the hop counts it (see `lazyMs` in `noteBytes`). */
  anyMs: number;
  toBackendMs: number;
  toClientMs: number;
  /** The time since which a peer has not read what the hop holds for it. */
  stalledMs?: number | undefined;
  readonly eventMs: Partial<Record<PathEvent, number>>;
}

/** A session that begins now. */
export function activityAt(nowMs: number): Activity {
  return { openedMs: nowMs, anyMs: nowMs, toBackendMs: nowMs, toClientMs: nowMs, eventMs: {} };
}

/**
 * Remembers that payload passed. A hop with `lazyMs` does not move its timer for less than that: nginx
 * has NGX_TIMER_LAZY_DELAY, 300 ms (src/event/ngx_event_timer.h).
 */
export function noteBytes(
  activity: Activity,
  to: 'backend' | 'client',
  { nowMs, lazyMs }: { nowMs: number; lazyMs: number },
): void {
  if (to === 'backend') activity.toBackendMs = nowMs;
  else activity.toClientMs = nowMs;
  if (nowMs - activity.anyMs >= lazyMs) activity.anyMs = nowMs;
}

/** When this limit ends the session if nothing more happens; Infinity while its clock does not run. */
export function dueMs(limit: Limit, activity: Activity): number {
  const from = startOf(limit, activity);
  return from === undefined ? Infinity : from + limit.afterMs;
}

/** The limit that comes first, and when. */
export function firstDue(
  limits: readonly Limit[],
  activity: Activity,
): { readonly limit: Limit | undefined; readonly atMs: number } {
  let first: Limit | undefined;
  let atMs = Infinity;
  for (const limit of limits) {
    const candidateMs = dueMs(limit, activity);
    if (candidateMs >= atMs) continue;
    first = limit;
    atMs = candidateMs;
  }
  return { limit: first, atMs };
}

function startOf(limit: Limit, activity: Activity): number | undefined {
  switch (limit.startsAt) {
    case 'open':
      return activity.openedMs;
    case 'event':
      return limit.event === undefined ? undefined : activity.eventMs[limit.event];
    case 'stall':
      return activity.stalledMs;
    case 'last-reset':
      return lastResetOf(limit, activity);
  }
}

function lastResetOf({ resetBy }: Limit, activity: Activity): number {
  switch (resetBy) {
    // A process on loopback does not see TCP keep-alive probes, so packets count as bytes here.
    case 'packets':
    case 'bytes':
      return activity.anyMs;
    case 'bytes-to-backend':
      return activity.toBackendMs;
    case 'bytes-to-client':
      return activity.toClientMs;
    case 'nothing':
      return activity.openedMs;
  }
}
