import { isAge, type Timer } from '../path/way.ts';
import type { Axis, Drop } from './drop.ts';
import type { TargetWay } from './target-way.ts';

/** Where the round trip was not measured: that of a distant region. */
const ROUND_TRIP_MS = 100;

/** Up to this long after a round trip an answer to our own write still counts as one; measured < 60 ms on a LAN. */
const ANSWER_SLACK_MS = 60;

/** Clocks of different machines and coarse timers: 0.5 % is generous for both. */
const LONG_TIMER_SHARE = 0.005;

/** What made the end visible. */
type Provocation = 'write' | 'probe' | 'nothing';

/** How far from the configured value the observed one may lie. */
export function tolerance(
  { limit }: Timer,
  drop: Pick<Drop, 'connectMs' | 'loopDelayMs'>,
): { readonly earlyMs: number; readonly lateMs: number } {
  const roundTripMs = drop.connectMs ?? ROUND_TRIP_MS;
  const wideMs = limit.afterMs * LONG_TIMER_SHARE;
  // A hop's age began with its own handshake, ours when TLS, upgrade and login were done.
  const openingMs = limit.startsAt === 'open' ? 5 * roundTripMs : 0;
  return {
    earlyMs: Math.max(limit.earlyMs, wideMs) + openingMs,
    lateMs: Math.max(limit.lateMs, wideMs) + roundTripMs + drop.loopDelayMs,
  };
}

/** Whether a loss of packets at this station agrees with what the kernel held, and with what noticed it. */
export function lostAt(station: number, { ending }: Drop, way: TargetWay): boolean {
  if (ending.kind !== 'blackhole') return true;
  const behind = station > way.firstTerminator;
  // The terminator's kernel acknowledges our bytes and probes, whatever happens behind it.
  if (ending.noticedBy === 'keepalive' || ending.noticedBy === 'retransmission') return !behind;
  if (ending.kernel === undefined) return true;
  if (ending.kernel.sendQueue > 0) return !behind;
  return station >= way.firstTerminator;
}

/** How long all was quiet before the write or probe that brought the end to light. */
export function gapBeforeProvocation(
  drop: Drop,
  way: Pick<TargetWay, 'target'>,
): number | undefined {
  switch (provocation(drop, way)) {
    case 'write':
      return drop.quietBeforeLastWriteMs;
    case 'probe':
      return way.target.traffic.keepaliveMs;
    case 'nothing':
      return undefined;
  }
}

export function provocation(drop: Drop, way: Pick<TargetWay, 'target'>): Provocation {
  const { ending } = drop;
  if (ending.kind === 'blackhole') return ending.noticedBy === 'keepalive' ? 'probe' : 'write';
  const answerMs = (drop.connectMs ?? ROUND_TRIP_MS) + ANSWER_SLACK_MS + drop.loopDelayMs;
  if (drop.sinceSentMs < drop.ageMs && drop.sinceSentMs <= answerMs) return 'write';
  const { keepaliveMs } = way.target.traffic;
  if (keepaliveMs === undefined) return 'nothing';
  // An answered probe starts the wait again, so they come at every multiple.
  const silenceMs = idleMs(drop);
  return silenceMs >= keepaliveMs && silenceMs % keepaliveMs <= answerMs ? 'probe' : 'nothing';
}

/** 10 probes, 1 s apart, fixed by libuv: then the kernel gives up. */
const KEEPALIVE_PROBING_MS = 10_000;

/** How long ago it was surely alive: its last byte, or the last keep-alive probe that was answered. */
export function aliveAgoMs(drop: Drop, way: Pick<TargetWay, 'target'>): number {
  const { keepaliveMs } = way.target.traffic;
  if (keepaliveMs === undefined || provocation(drop, way) !== 'probe') return drop.sinceReceivedMs;
  // An answered probe starts the wait anew, so the one before the first in vain was answered.
  return Math.min(drop.sinceReceivedMs, keepaliveMs + probingMs(drop));
}

/** How long ago it was asked in vain: the first time, where it was asked again. */
export function askedAgoMs(drop: Drop, way: Pick<TargetWay, 'target'>): number {
  if (provocation(drop, way) === 'probe') return probingMs(drop);
  return drop.sinceAskedMs ?? Math.min(drop.sinceSentMs, drop.sinceReceivedMs);
}

function probingMs({ ending }: Drop): number {
  return ending.kind === 'blackhole' ? KEEPALIVE_PROBING_MS : 0;
}

/** What the timer's own clock showed at the end. */
export function observed(timer: Timer, drop: Drop): number {
  if (isAge(timer)) return drop.ageMs;
  switch (timer.limit.resetBy) {
    case 'bytes-to-backend':
      return drop.sinceSentMs;
    case 'bytes-to-client':
      return drop.sinceReceivedMs;
    case 'bytes':
    case 'packets':
    case 'nothing':
      return idleMs(drop);
  }
}

/** Since the last payload byte in either direction. */
export function idleMs({ sinceSentMs, sinceReceivedMs }: Drop): number {
  return Math.min(sinceSentMs, sinceReceivedMs);
}

/** What a drop shows on an axis. */
export function valueOn(axis: Axis, drop: Drop): number {
  switch (axis) {
    case 'idle':
      return idleMs(drop);
    case 'age':
      return drop.ageMs;
    case 'wall':
      return drop.atMs;
  }
}
