import { shows } from '../../path/sight.ts';
import type { Drop, Stall } from '../drop.ts';
import type { TargetWay } from '../target-way.ts';

/** Shorter standstills fill no buffer and run no timer out. */
const STALL_MS_LEAST = 1_000;

/** What ended while we stalled is read when we move again. */
const NOTICED_MS = 1_500;

/**
 * Our standstill in which this connection ended. All that time we read nothing, so a hop that had something to send for
 * us may have given us up.
 */
export function stallAtEnd(drop: Drop, stalls: readonly Stall[]): Stall | undefined {
  const { kind } = drop.ending;
  if (kind === 'blackhole' || kind === 'local-fault') return undefined;
  return stalls.find(
    ({ atMs, forMs }) =>
      forMs >= STALL_MS_LEAST && drop.atMs >= atMs - forMs && drop.atMs <= atMs + NOTICED_MS,
  );
}

/** Whether a write timeout of the way that ends connections so can have run out in a standstill. */
export function ranOutIn({ forMs }: Stall, { ending }: Drop, way: TargetWay): boolean {
  return way.timers.some(
    ({ limit, sights }) =>
      limit.startsAt === 'stall' &&
      limit.afterMs - limit.earlyMs <= forMs &&
      sights.some(({ shape }) => shows(shape, ending, way.carriesTls)),
  );
}
