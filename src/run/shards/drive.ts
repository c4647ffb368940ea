import { TICK_MS } from '../../engine/beats.ts';
import type { Shard } from '../../engine/shard.ts';
import type { JournalSink } from '../journals/sinks.ts';

/** The disk is asked to be safe at most this often; what is lost in a crash is at most this long. */
const SYNC_EVERY_MS = 1_000;

interface Driven {
  readonly shard: Shard;
  readonly sinks: JournalSink;
  readonly clock: { nowMs(): number };
  /** Hears of each tick, so that it can tell what a stall between two of them was spent on. */
  readonly machine: { noteTick(): void };
}

/**
 * The only timer of a shard: calls `tick` on every point of the 50 ms grid and lets the journal follow.
 * On the grid, because everything in a shard is due there, so lateness is the loop's and nothing else's.
 */
export function drive(driven: Driven, onDone: () => void): void {
  const { shard, sinks, clock, machine } = driven;
  let nextSyncMs = SYNC_EVERY_MS;
  const turn = (): void => {
    const nowMs = clock.nowMs();
    machine.noteTick();
    const more = nowMs < 0 || shard.tick(nowMs);
    sinks.flush();
    if (nowMs >= nextSyncMs) {
      sinks.sync();
      nextSyncMs = nowMs + SYNC_EVERY_MS;
    }
    if (!more) {
      onDone();
      return;
    }
    const afterMs = clock.nowMs();
    setTimeout(
      turn,
      Math.max(1, Math.ceil((Math.floor(afterMs / TICK_MS) + 1) * TICK_MS - afterMs)),
    );
  };
  turn();
}
