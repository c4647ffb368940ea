import type { LogEvent } from '../../explain/accounts/log-event.ts';
import type { NoteRecord } from '../../journal/record.ts';
import type { RunFold } from '../fold.ts';

/** So far outside the run an event may lie: what happened just before it may act in it. */
const OUTSIDE_MS = 60_000;

/** Time zones differ by quarters of an hour, up to 14 hours. */
const ZONE_STEP_MS = 900_000;
const ZONE_STEPS_MAX = 56;

/** The same event, told by somebody else already. */
const SAME_MS = 2_000;

/** A log may repeat itself for days. */
export const LOG_EVENTS_MAX = 1_000;

/** What the log of a hop tells of the hop itself, as events on the run's clock; those outside the run are left out. */
export function notesOfLog(
  hop: string,
  events: readonly LogEvent[],
  { fold, offsetMs }: { readonly fold: RunFold; readonly offsetMs: number },
): readonly NoteRecord[] {
  const { run } = fold;
  const context = fold.context();
  if (run === undefined || context === undefined) return [];
  const endMs = context.durationMs ?? 0;
  const told = events.map(({ atMs }) => atMs - run.startedAtMs);
  const zoneMs = zoneOf(told, { endMs, offsetMs });
  return events.flatMap(({ event, label }, index): NoteRecord[] => {
    const atMs = told[index]! - zoneMs;
    if (!isInside(atMs, endMs)) return [];
    const known = context.events.some(
      (one) => one.hop === hop && one.event === event && Math.abs(one.atMs - atMs) <= SAME_MS,
    );
    return known
      ? []
      : [
          {
            type: 'note',
            kind: 'event',
            atMs,
            label: `${label} (log of ${hop})`,
            hop,
            event,
            source: 'log',
          },
        ];
  });
}

/** The clock's known offset, or the least shift of zone that puts one of the events into the run. */
function zoneOf(
  told: readonly number[],
  { endMs, offsetMs }: { readonly endMs: number; readonly offsetMs: number },
): number {
  for (let step = 0; step <= ZONE_STEPS_MAX; step += 1)
    for (const shift of [step * ZONE_STEP_MS, -step * ZONE_STEP_MS])
      if (told.some((atMs) => isInside(atMs - offsetMs - shift, endMs))) return offsetMs + shift;
  return offsetMs;
}

function isInside(atMs: number, endMs: number): boolean {
  return atMs >= -OUTSIDE_MS && atMs <= endMs;
}
