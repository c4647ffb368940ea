import type { Sight } from '../../path/sight.ts';
import { shows } from '../../path/sight.ts';
import type { Timer } from '../../path/way.ts';
import type { Drop } from '../drop.ts';
import type { TargetWay } from '../target-way.ts';

/** Where the round trip was not measured: that of a distant region. */
const ROUND_TRIP_MS = 100;

/** Up to so long after a round trip an answer to our own write still counts as one; measured < 60 ms on a LAN. */
const ANSWER_SLACK_MS = 60;

/** Clocks of different machines and coarse timers: 0.5 % is generous for both. */
const LONG_TIMER_SHARE = 0.005;

/** What made the end visible. */
export type Provocation = 'write' | 'probe' | 'nothing';

/** The timers that ran out for this drop at the right time and end a connection as this one ended. */
export function timersThatFit(drop: Drop, way: TargetWay): Timer[] {
  return way.timers.filter((timer) => fits(timer, drop, way));
}

function fits(timer: Timer, drop: Drop, way: TargetWay): boolean {
  switch (timer.limit.startsAt) {
    case 'event':
      return false;
    case 'stall':
      return stalled(timer, drop, way);
    case 'open':
    case 'last-reset':
      return (
        !timer.heldByKeepalive && timer.sights.some((sight) => fitsSight(timer, sight, drop, way))
      );
  }
}

function fitsSight(timer: Timer, sight: Sight, drop: Drop, way: TargetWay): boolean {
  if (!shows(sight.shape, drop.ending, way.carriesTls)) return false;
  if (sight.noticed === 'next-packet') return foundLater(timer, sight, drop, way);
  const after = timer.limit.afterMs;
  const { earlyMs, lateMs } = tolerance(timer, drop);
  const beganMs = isAge(timer) ? 0 : beganBeforeMs(drop);
  const within = (observedMs: number) =>
    observedMs >= after - earlyMs - beganMs && observedMs <= after + lateMs;
  if (within(observed(timer, drop))) return true;
  // Our own write may cross the hop's FIN or RST: the clock ran out before it.
  const crossed = !isAge(timer) && provocation(drop, way) === 'write';
  return crossed && within(drop.quietBeforeLastWriteMs);
}

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

/** An answer slower than this says more about who answers than about the way. */
const ANSWER_MS_MAX = 250;

/**
 * How much longer the hop's silence may have been than ours. It began when the answer to our last word passed
 * the hop: after that word, and before we had the answer. The hop's own open lies before ours, too.
 */
function beganBeforeMs({ sinceSentMs, sinceReceivedMs, connectMs = 0 }: Drop): number {
  const answerMs = Math.min(ANSWER_MS_MAX, Math.max(0, sinceSentMs - sinceReceivedMs));
  return answerMs + Math.min(ANSWER_MS_MAX, connectMs);
}

/** A timer that forgets a session in silence is seen only when somebody speaks: any longer gap fits. */
function foundLater(timer: Timer, sight: Sight, drop: Drop, way: TargetWay): boolean {
  if (sight.shape === 'silent' && !lostAt(timer.station, drop, way)) return false;
  const { earlyMs, lateMs } = tolerance(timer, drop);
  const after = timer.limit.afterMs;
  if (isAge(timer)) {
    const aliveAtMs = drop.ageMs - drop.sinceReceivedMs;
    return drop.ageMs - drop.sinceSentMs >= after - earlyMs && aliveAtMs <= after + lateMs;
  }
  const gapMs = gapBeforeProvocation(drop, way);
  return gapMs !== undefined && gapMs >= after - earlyMs;
}

/** Whether a loss of packets at this station agrees with what the kernel held, and with who noticed. */
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

export function isAge({ limit }: Timer): boolean {
  return limit.startsAt === 'open' || limit.resetBy === 'nothing';
}

/** Since the last payload byte in either direction. */
export function idleMs({ sinceSentMs, sinceReceivedMs }: Drop): number {
  return Math.min(sinceSentMs, sinceReceivedMs);
}

/** What a socket and a proxy hold at least before a write stalls: Linux's smallest default receive buffer. */
const STALL_BYTES = 65_536;

/** A write timer runs only while the peer does not read, so only if we wrote more than the buffers hold. */
function stalled(timer: Timer, drop: Drop, way: TargetWay): boolean {
  if (!timer.sights.some(({ shape }) => shows(shape, drop.ending, way.carriesTls))) return false;
  if (drop.sinceReceivedMs < timer.limit.afterMs - tolerance(timer, drop).earlyMs) return false;
  if (drop.backlogBytes !== undefined) return drop.backlogBytes > 0;
  return bytesSaidIn(drop.sinceReceivedMs, way) >= STALL_BYTES;
}

function bytesSaidIn(silenceMs: number, { target }: TargetWay): number {
  let bytes = 0;
  for (const { say, everyMs } of target.traffic.beats) {
    const times = Math.floor(silenceMs / everyMs);
    if (say.kind === 'message') bytes += times * say.sizeBytes;
    if (say.kind === 'bytes') bytes += (times * say.hex.length) / 2;
  }
  return bytes;
}

/** True when it lived through more than one silence as long as the one that it is said to have died of. */
export function outlived(timer: Timer, drop: Drop, way: TargetWay): boolean {
  const earlierMs = drop.ageMs - drop.sinceReceivedMs;
  return way.pauseMsMin >= timer.limit.afterMs && earlierMs > 2 * way.pauseMsMax;
}
