import type { Observation } from '../../journal/record.ts';

/** A clock that a limit may run on, although nobody listed the limit. */
export interface ClockReading {
  readonly name: ReadingName;
  /** What a limit on it is called. */
  readonly setting: string;
  /** `age`, `silence`: for a sentence. */
  readonly kind: string;
  /** `a consistent idle timeout of 6.0 s`. */
  words(range: string): string;
  /** What it showed at the end; undefined where it does not run any more. */
  valueOf(seen: Observation): number | undefined;
  /** Only what reads WebSocket frames can run it. */
  readonly needsFrames?: boolean;
}

export type ReadingName =
  | 'idle'
  | 'to-backend'
  | 'to-client'
  | 'message'
  | 'first-message'
  | 'since-first'
  | 'age';

/** In the order in which they are named; one that shows no more than an earlier one is left out. */
export const READINGS: readonly ClockReading[] = [
  {
    name: 'idle',
    kind: 'silence',
    setting: 'an idle timeout that is not listed',
    words: (range) => `a consistent idle timeout of ${range}`,
    valueOf: ({ sinceSentMs, sinceReceivedMs }) => Math.min(sinceSentMs, sinceReceivedMs),
  },
  {
    name: 'age',
    kind: 'age',
    setting: 'a maximum age that is not listed',
    words: (range) => `a consistent maximum age of ${range}`,
    valueOf: ({ ageMs }) => ageMs,
  },
  {
    name: 'to-backend',
    kind: 'silence',
    setting: 'a timeout for silence of the client',
    words: (range) => `nothing sent to the backend for ${range}`,
    valueOf: ({ sinceSentMs }) => sinceSentMs,
  },
  {
    name: 'to-client',
    kind: 'silence',
    setting: 'a timeout for silence of the backend',
    words: (range) => `nothing received from the backend for ${range}`,
    valueOf: ({ sinceReceivedMs }) => sinceReceivedMs,
  },
  {
    name: 'first-message',
    kind: 'wait',
    setting: 'a deadline for the first message',
    words: (range) => `no message within ${range} of the opening`,
    valueOf: (seen) => (hasSaidMessage(seen) ? undefined : seen.ageMs),
  },
  {
    name: 'message',
    kind: 'silence',
    setting: 'an idle timeout that only messages restart',
    words: (range) => `no message for ${range} (pings and pongs are none)`,
    valueOf: (seen) => (hasSaidMessage(seen) ? messageQuietMs(seen) : undefined),
    needsFrames: true,
  },
  {
    name: 'since-first',
    kind: 'time',
    setting: 'a limit on the time since the first message',
    words: (range) => `${range} after the first message`,
    valueOf: ({ sinceFirstSentMs }) => sinceFirstSentMs,
  },
];

/** Nothing but frames of control was sent, or nothing at all. */
function hasSaidMessage({ ageMs, sinceSentMs, sinceMessageSentMs = sinceSentMs }: Observation) {
  return sinceMessageSentMs < ageMs - SAME_MS;
}

function messageQuietMs(seen: Observation): number {
  const { sinceMessageSentMs = seen.sinceSentMs, sinceMessageReceivedMs = seen.sinceReceivedMs } =
    seen;
  return Math.min(sinceMessageSentMs, sinceMessageReceivedMs);
}

/** Clocks of one connection that differ by less say the same. */
const SAME_MS = 1;

/** The longest that a connection is known to have lived on a clock; undefined where nothing is known. */
export function livedOn(reading: ClockReading, seen: Observation): number | undefined {
  const { ending, ageMs, sinceReceivedMs, quietBeforeLastWriteMs } = seen;
  const isSeenAlive =
    (ending.kind === 'local-close' && ending.life === 'proven') ||
    ending.kind === 'fin' ||
    ending.kind === 'close-frame';
  // What was found dead was alive when it was last heard.
  if (!isSeenAlive) return reading.name === 'age' ? ageMs - sinceReceivedMs : undefined;
  const atEndMs = reading.valueOf(seen);
  const isSilence =
    reading.name === 'idle' || reading.name === 'to-backend' || reading.name === 'to-client';
  return isSilence ? Math.max(atEndMs ?? 0, quietBeforeLastWriteMs) : atEndMs;
}
