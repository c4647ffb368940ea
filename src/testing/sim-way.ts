import type { Prng } from '../base/prng.ts';
import type { Ending, Fin } from '../outcome/ending.ts';
import { faultKind } from '../path/faults/all.ts';
import type { Effect, Hop, Limit, Path } from '../path/path.ts';
import { isSecure, isWebSocket } from '../path/transport.ts';
import { type Station, wayOf } from '../path/way.ts';
import { exchangesOf } from '../scenario/exchanges.ts';
import type { Exchange, Target } from '../scenario/scenario.ts';
import type { Loss, SimFault } from './sim-fault.ts';

/** The way of one target, worked out once. */
export interface SimWay {
  readonly target: Target;
  readonly exchanges: readonly Exchange[];
  /** From the client's side to the backend. */
  readonly stations: readonly Station[];
  readonly limits: readonly SimLimit[];
  /** Index of the first station that terminates TCP. A balancer that may or may not do so does not here. */
  readonly terminator: number;
}

/** A limit, and where on the way it sits. */
interface SimLimit {
  readonly hop: Hop;
  readonly limit: Limit;
  readonly station: number;
  /** Of the limit's effects, those that this transport can show. */
  readonly effects: readonly Effect[];
}

/** What ends a connection at once, at its own hop. */
export type EndingEffect = Exclude<Effect, 'silent' | 'rst-on-next-packet'>;

/** What a fault does to the connections that it hits; undefined for one that starts the limits of its hop. */
export function effectOf(kind: SimFault['kind']): Effect | undefined {
  return SIMULATED_ONLY[kind] ?? faultKind(kind)?.effect;
}

const SIMULATED_ONLY: Readonly<Partial<Record<SimFault['kind'], Effect>>> = {
  hang: 'silent',
  'close-notify': 'close-notify',
};

export function simWayOf(path: Path, target: Target): SimWay {
  const { stations, firstTerminator, timers } = wayOf(path, target);
  const limits = timers.map(({ hop, limit, station }) => {
    const effects = limit.effects.filter((effect) => canShow(effect, target));
    return { hop, limit, station, effects };
  });
  return { target, exchanges: exchangesOf(target), stations, limits, terminator: firstTerminator };
}

/** An application closes in one way on plain TCP: there are no frames and no close_notify. */
function canShow(effect: Effect, { address: { transport } }: Target): boolean {
  if (effect === 'close-frame') return isWebSocket(transport);
  return effect !== 'close-notify' || isSecure(transport) || isWebSocket(transport);
}

/**
 * What the client's socket sees of an effect that ends the connection at a station.
 *
 * Measured: nginx turns every end of its upstream, a RST too, into close_notify + FIN; HAProxy in TCP mode
 * turns a RST behind it into a FIN; both hand a Close frame on.
 */
export function endingSeen(
  effect: EndingEffect,
  station: number,
  { target, stations }: SimWay,
): Ending {
  const { transport } = target.address;
  const isFramed = isWebSocket(transport);
  if (effect === 'close-frame' && isFramed) return { kind: 'close-frame', code: 1001, reason: '' };
  const nearer = stations.slice(0, station).filter(changesSegments);
  if (effect === 'rst' && nearer.length === 0) return { kind: 'rst' };
  const http = isFramed && nearer.some(({ proxying }) => proxying === 'http-proxy');
  const orderly = http || effect === 'close-notify' || effect === 'close-frame';
  return finOf(target, orderly);
}

/**
 * What a socket in Node makes of it. `isFresh`: data came so shortly before that a close_notify cannot be told
 * from it. `isHidden`: a reset stood behind unread data, which libuv reports as a clean end.
 */
export function readBySocket(
  ending: Ending,
  way: SimWay,
  { isFresh, isHidden }: { readonly isFresh: boolean; readonly isHidden: boolean },
): Ending {
  if (ending.kind === 'fin' && ending.closeNotify !== undefined && isFresh)
    return { ...ending, closeNotify: 'undecidable' };
  if (ending.kind !== 'rst' || !isHidden) return ending;
  return { ...finOf(way.target, false), maybeReset: true };
}

function finOf({ address: { transport } }: Target, closeNotify: boolean): Fin {
  return { kind: 'fin', ...(isSecure(transport) && { closeNotify }) };
}

function changesSegments({ terminates, proxying }: Station): boolean {
  return terminates === 'yes' && proxying !== 'relay';
}

/** Whether the kernel that terminates the client's TCP still gets its keep-alive probes. */
export function answersProbes({ terminator }: SimWay, loss: Loss | undefined): boolean {
  return loss === undefined || loss.acknowledged || loss.station > terminator;
}

/** Real clocks are off by a little; well within what the limit says of itself. */
export function clockError({ earlyMs, lateMs }: Limit, prng: Prng): number {
  return prng.between(-0.6 * earlyMs, 0.6 * lateMs);
}
