import { isWebSocket } from './address.ts';
import { hexOf } from './fields.ts';
import type { Address, Beat, Exchange, Expect, FinalProbe, Say, Traffic } from './scenario.ts';
import type { WrittenExchange, WrittenTarget } from './schema.ts';

const WITHIN_MS = 10_000;
const PROBE_WITHIN_MS = 3_000;
const MESSAGE_BYTES = 64;
const BEATS_MAX = 4;

/** What is wrong with a target's traffic, and under which key. */
export interface TrafficProblem {
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

type Payload = { readonly hex: string; readonly text: boolean };

export function buildTraffic(written: WrittenTarget, address: Address): Traffic {
  const keepaliveMs = written.keepalive?.after;
  return {
    onOpen: (written['on-open'] ?? []).map((line) => exchangeOf(line, WITHIN_MS)),
    beats: beatsOf(written, address),
    ...(keepaliveMs !== undefined && { keepaliveMs }),
  };
}

/** What contradicts itself, or cannot be said over this transport. */
export function trafficProblems(
  written: WrittenTarget,
  address: Address,
): readonly TrafficProblem[] {
  const problems: TrafficProblem[] = [];
  const { heartbeat, ping, message, payload, silent, jitter = 0 } = written;
  const beats = { heartbeat, ping, message, payload };
  const said = Object.entries(beats).filter(([, beat]) => beat !== undefined);
  const [firstSaid] = said;
  if (silent === true && firstSaid !== undefined) {
    problems.push({
      key: 'silent',
      message: `A silent target has a ${firstSaid[0]}`,
      hint: 'one or the other',
    });
  }
  if (ping !== undefined && !isWebSocket(address)) {
    problems.push({
      key: 'ping',
      message: 'A ping is a WebSocket frame',
      hint: 'heartbeat: for tcp and tls',
    });
  }
  if (message !== undefined && payload !== undefined) {
    problems.push({
      key: 'payload',
      message: 'message and payload are two words for one thing',
      hint: 'keep message',
    });
  }
  if (said.length > BEATS_MAX) {
    problems.push({
      key: 'heartbeat',
      message: 'Too many things are said',
      hint: `at most ${BEATS_MAX}`,
    });
  }
  if (jitter > 0.5) {
    problems.push({
      key: 'jitter',
      message: `A jitter of ${jitter * 100}% is too much`,
      hint: 'at most 50%',
    });
  }
  for (const [key, beat] of said) problems.push(...beatProblems(key, beat!));
  return problems;
}

function beatProblems(
  key: string,
  beat: { every: number; within?: number | undefined; 'pong-within'?: number | undefined },
): TrafficProblem[] {
  const within = beat.within ?? beat['pong-within'];
  if (beat.every < 50) {
    return [
      { key, message: `A ${key} every ${beat.every} ms is too often`, hint: 'at least 50ms' },
    ];
  }
  if (within === undefined || within <= beat.every) return [];
  const hint = 'within is at most every, so that two answers are never waited for at once';
  return [{ key, message: `The ${key} waits longer for its answer than until the next one`, hint }];
}

function beatsOf(written: WrittenTarget, address: Address): readonly Beat[] {
  const { heartbeat, ping, jitter = 0 } = written;
  const message = written.message ?? written.payload;
  const beats: Beat[] = [];
  if (heartbeat !== undefined) {
    const { every, within, send, expect } = heartbeat;
    beats.push({
      say: sayOf(send ?? textPayload('soak\n')),
      expect: expectOf(expect),
      withinMs: within ?? Math.min(every, WITHIN_MS),
      everyMs: every,
      jitter,
    });
  }
  if (ping !== undefined && isWebSocket(address)) {
    const withinMs = ping['pong-within'] ?? Math.min(ping.every, WITHIN_MS);
    beats.push({
      say: { kind: 'ping' },
      expect: { kind: 'pong' },
      withinMs,
      everyMs: ping.every,
      jitter,
    });
  }
  if (message !== undefined) {
    const { every, size = MESSAGE_BYTES, verify = 'echo', within } = message;
    beats.push({
      say: { kind: 'message', sizeBytes: size },
      expect: { kind: verify },
      withinMs: within ?? Math.min(every, WITHIN_MS),
      everyMs: every,
      jitter,
    });
  }
  return beats;
}

/** What every connection is asked at the end, when the scenario does not say. */
export function buildFinalProbe(written: WrittenTarget, address: Address): FinalProbe {
  const asked = written['final-probe'];
  if (asked === 'off') return { kind: 'off' };
  if (asked !== undefined) return { kind: 'ask', ask: exchangeOf(asked, PROBE_WITHIN_MS) };
  if (isWebSocket(address)) {
    return {
      kind: 'ask',
      ask: { say: { kind: 'ping' }, expect: { kind: 'pong' }, withinMs: PROBE_WITHIN_MS },
    };
  }
  const heartbeat = beatsOf(written, address).find(({ expect }) => expect.kind !== 'none');
  if (heartbeat !== undefined) {
    const { say, expect, withinMs } = heartbeat;
    return { kind: 'ask', ask: { say, expect, withinMs: Math.min(withinMs, PROBE_WITHIN_MS) } };
  }
  const line: Say = sayOf(textPayload('soak-probe\n'));
  return { kind: 'ask', ask: { say: line, expect: { kind: 'any' }, withinMs: PROBE_WITHIN_MS } };
}

function exchangeOf({ send, expect, within }: WrittenExchange, withinMs: number): Exchange {
  return {
    say: send === undefined ? { kind: 'nothing' } : sayOf(send),
    expect: expectOf(expect),
    withinMs: within ?? withinMs,
  };
}

function sayOf({ hex, text }: Payload): Say {
  return { kind: 'bytes', hex, text };
}

function expectOf(written: WrittenExchange['expect']): Expect {
  if (written === undefined) return { kind: 'none' };
  if (written === 'any' || written.hex === '') return { kind: 'any' };
  return { kind: 'bytes', hex: written.hex };
}

function textPayload(text: string): Payload {
  return { hex: hexOf(text), text: true };
}
