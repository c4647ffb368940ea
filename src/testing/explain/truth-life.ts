import type { Prng } from '../../base/prng.ts';
import type { Drop } from '../../explain/drop.ts';
import type { Ending } from '../../outcome/ending.ts';
import type { Effect, Hop, Limit } from '../../path/path.ts';
import { limitsOn } from '../../path/path.ts';
import type { Target } from '../../scenario/scenario.ts';
import type { Mishap, TruthWorld } from './truth-world.ts';

/** A drop, and who did it. */
export interface TrueDrop {
  readonly drop: Drop;
  readonly hop: string;
  readonly setting: string;
}

/** Something that ends the connection, or loses it in silence, at a time. */
interface Blow {
  readonly atMs: number;
  readonly hop: string;
  readonly setting: string;
  readonly effect: Effect;
}

/** One connection of a world, lived to its drop or to the end of the run. */
export interface Life {
  readonly index: number;
  readonly member: number;
  readonly openedAtMs: number;
  readonly roundTripMs: number;
  /** Time of the first beat; the others follow at the target's period. */
  readonly firstBeatAtMs: number;
  readonly everyMs: number;
}

/** How a connection ends in this world; undefined when it is held. */
export function trueDrop(life: Life, world: TruthWorld, prng: Prng): TrueDrop | undefined {
  const blows = blowsOf(life, world, prng).sort((a, b) => a.atMs - b.atMs);
  const target = world.targets[life.index]!;
  const stations = world.path.hops.filter(({ id }) => target.via.includes(id));
  const terminator = stations.findIndex(isTerminator);
  let lost: (Blow & { station: number; noticed: Noticed | undefined }) | undefined;
  for (const blow of blows) {
    const station = stations.findIndex(({ id }) => id === blow.hop);
    if (lost?.noticed !== undefined && blow.atMs >= lost.noticed.atMs) break;
    if (isLoss(blow.effect)) {
      lost ??= { ...blow, station, noticed: noticing(blow, life, world, station <= terminator) };
      continue;
    }
    // What is lost nearer to us hides every later end behind it; behind a terminator it stays a matter of its own.
    if (lost !== undefined && station >= lost.station) continue;
    const ending = endingOf(blow.effect, stations.slice(0, station), target, prng);
    return seen({ atMs: blow.atMs + (prng.next() * life.roundTripMs) / 2, ending }, blow, life);
  }
  if (lost?.noticed === undefined) return undefined;
  const { noticed, station } = lost;
  if (lost.effect === 'rst-on-next-packet') {
    const ending = endingOf('rst', stations.slice(0, station), target, prng);
    const atMs = noticed.writtenAtMs + life.roundTripMs;
    return seen({ atMs, ending, failing: noticed }, lost, life);
  }
  const behind = station > terminator || (station === terminator && lost.setting === 'hang');
  const kernel = { sendQueue: behind ? 0 : 48, receiveQueue: 0, retransmits: behind ? 0 : 3 };
  const known = noticed.by === 'reply-timeout' && prng.chance(0.8) ? { kernel } : {};
  const ending = { kind: 'blackhole', noticedBy: noticed.by, ...known } as const;
  return seen({ atMs: noticed.atMs, ending, failing: noticed }, lost, life);
}

interface Noticed {
  readonly by: 'reply-timeout' | 'keepalive' | 'final-probe';
  readonly writtenAtMs: number;
  readonly atMs: number;
}

/** The first packet of ours after a loss, and when its want of an answer is noticed. */
function noticing(
  blow: Blow,
  life: Life,
  { targets, durationMs }: TruthWorld,
  probed: boolean,
): Noticed | undefined {
  const { traffic, finalProbe } = targets[life.index]!;
  const beatAtMs = nextBeat(blow.atMs, life);
  const lastMs = lastActivity(blow.atMs, life);
  const keepaliveMs = probed
    ? (traffic.keepaliveMs ?? Number.POSITIVE_INFINITY)
    : Number.POSITIVE_INFINITY;
  const probeAtMs = Number.isFinite(keepaliveMs)
    ? nextProbe(lastMs, keepaliveMs, blow.atMs)
    : Number.POSITIVE_INFINITY;
  if (probeAtMs < beatAtMs && probeAtMs + 12_000 < durationMs)
    return { by: 'keepalive', writtenAtMs: probeAtMs, atMs: probeAtMs + 10_000 };
  if (beatAtMs + 5_000 < durationMs) {
    const withinMs = traffic.beats[0]?.withinMs ?? 0;
    return { by: 'reply-timeout', writtenAtMs: beatAtMs, atMs: beatAtMs + withinMs };
  }
  if (finalProbe.kind === 'off' || Number.isFinite(beatAtMs)) return undefined;
  return { by: 'final-probe', writtenAtMs: durationMs, atMs: durationMs + 5_000 };
}

function nextProbe(lastMs: number, keepaliveMs: number, afterMs: number): number {
  return lastMs + keepaliveMs * Math.max(1, Math.ceil((afterMs - lastMs) / keepaliveMs));
}

function nextBeat(afterMs: number, { firstBeatAtMs, everyMs }: Life): number {
  if (!Number.isFinite(everyMs)) return Number.POSITIVE_INFINITY;
  return firstBeatAtMs + everyMs * Math.max(0, Math.ceil((afterMs - firstBeatAtMs) / everyMs));
}

/** The last beat's answer before a time, or the open. */
function lastActivity(beforeMs: number, life: Life): number {
  const { firstBeatAtMs, everyMs, roundTripMs, openedAtMs } = life;
  if (beforeMs < firstBeatAtMs + roundTripMs) return openedAtMs;
  const beats = Math.floor((beforeMs - roundTripMs - firstBeatAtMs) / everyMs);
  return firstBeatAtMs + beats * everyMs + roundTripMs;
}

function blowsOf(life: Life, world: TruthWorld, prng: Prng): Blow[] {
  const target = world.targets[life.index]!;
  const { transport, port } = target.address;
  const limits = limitsOn(world.path, { transport, port, via: target.via });
  const blows = limits.flatMap(({ hop, limit }) =>
    blowOf(hop, limit, { life, world, target, prng }),
  );
  return [
    ...blows,
    ...world.mishaps.flatMap((mishap) => struck(mishap, { life, world, target, prng })),
  ].filter(({ atMs }) => atMs > life.openedAtMs + 50 && atMs < world.durationMs);
}

interface Scene {
  readonly life: Life;
  readonly world: TruthWorld;
  readonly target: Target;
  readonly prng: Prng;
}

/** When a limit runs out, with the errors that were measured of its kind. */
function blowOf(hop: Hop, limit: Limit, { life, world, target, prng }: Scene): Blow[] {
  const errorMs = clockError(hop, limit, prng);
  const blow = (atMs: number) => [
    { atMs, hop: hop.id, setting: limit.setting, effect: pick(limit, target, prng) },
  ];
  switch (limit.startsAt) {
    case 'stall':
      return [];
    case 'open':
      return blow(life.openedAtMs - 2 * life.roundTripMs + limit.afterMs + errorMs);
    case 'event':
      return world.mishaps
        .filter(({ kind, hop: at }) => kind === limit.event && at === hop.id)
        .filter(({ atMs }) => atMs > life.openedAtMs)
        .flatMap(({ atMs }) => blow(atMs + limit.afterMs + prng.between(143, 221)));
    case 'last-reset':
      return blow(idleEnd(hop, limit, { life, world, target, prng }) + errorMs);
  }
}

function idleEnd(hop: Hop, limit: Limit, { life, world, target }: Scene): number {
  const { keepaliveMs } = target.traffic;
  const stations = world.path.hops.filter(({ id }) => target.via.includes(id));
  const reached = stations.indexOf(hop) <= stations.findIndex(isTerminator);
  if (
    limit.resetBy === 'packets' &&
    reached &&
    (keepaliveMs ?? Number.POSITIVE_INFINITY) < limit.afterMs
  )
    return Number.POSITIVE_INFINITY;
  if (life.firstBeatAtMs - life.openedAtMs > limit.afterMs) return life.openedAtMs + limit.afterMs;
  if (life.everyMs - life.roundTripMs > limit.afterMs)
    return life.firstBeatAtMs + life.roundTripMs + limit.afterMs;
  return Number.POSITIVE_INFINITY;
}

function clockError(hop: Hop, limit: Limit, prng: Prng): number {
  if (hop.kind === 'ingress-nginx') return prng.between(-214, 6);
  if (hop.kind === 'haproxy') return prng.between(-45, 6);
  if (hop.kind === 'pod') return prng.between(-100, 800);
  return prng.between(-17, limit.resetBy === 'packets' ? 58 : 6);
}

/** An application closes in one way; which one is its own affair. */
function pick(limit: Limit, target: Target, prng: Prng): Effect {
  const isWeb = target.address.transport === 'wss';
  const possible = limit.effects.filter(
    (effect) => isWeb || (effect !== 'close-frame' && effect !== 'close-notify'),
  );
  return possible[prng.index(possible.length)]!;
}

function struck({ kind, hop, atMs, share }: Mishap, { life, target, prng }: Scene): Blow[] {
  if (!target.via.includes(hop) || atMs < life.openedAtMs || !prng.chance(share)) return [];
  const delayed = atMs + prng.between(0, 150);
  const blow = (effect: Effect, setting: string = kind) => [
    { atMs: delayed, hop, setting, effect },
  ];
  switch (kind) {
    case 'reload':
      return [];
    case 'kill':
      return blow('fin');
    case 'lose-state':
      return blow('rst-on-next-packet');
    case 'silence':
      return blow('silent', prng.chance(0.5) ? 'hang' : kind);
    case 'backend-close':
      return blow('fin');
    case 'close-frame':
      return target.address.transport === 'wss' ? blow('close-frame') : blow('fin');
  }
}

function isLoss(effect: Effect): boolean {
  return effect === 'silent' || effect === 'rst-on-next-packet';
}

function isTerminator({ role, kind }: Hop): boolean {
  return role === 'ingress' || role === 'backend' || kind === 'haproxy';
}

/** What is left of an effect after the proxies between: nginx makes all of it orderly, HAProxy a FIN. */
function endingOf(effect: Effect, nearer: readonly Hop[], target: Target, prng: Prng): Ending {
  if (effect === 'close-frame') return { kind: 'close-frame', code: 1001, reason: '' };
  const web = target.address.transport === 'wss';
  const orderly =
    web && (effect === 'close-notify' || nearer.some(({ role }) => role === 'ingress'));
  const reset = effect === 'rst' && !nearer.some(isTerminator);
  if (reset) return prng.chance(0.05) ? fin(web, false, true) : { kind: 'rst' };
  return fin(web, orderly, prng.chance(0.02));
}

function fin(web: boolean, closeNotify: boolean, maybeReset: boolean): Ending {
  return { kind: 'fin', ...(web ? { closeNotify } : {}), ...(maybeReset ? { maybeReset } : {}) };
}

interface Seen {
  readonly atMs: number;
  readonly ending: Ending;
  /** Our write or probe that nobody answered, when the session was lost before it. */
  readonly failing?: Noticed;
}

/** What the client's own clocks show at the end. */
function seen({ atMs, ending, failing }: Seen, { hop, setting }: Blow, life: Life): TrueDrop {
  const { firstBeatAtMs, everyMs, openedAtMs, roundTripMs } = life;
  const beatAtMs = nextBeat(atMs, life) - everyMs;
  const lastBeatAtMs = beatAtMs >= firstBeatAtMs ? beatAtMs : openedAtMs;
  const wrote = failing !== undefined && failing.by !== 'keepalive';
  const writtenAtMs = wrote ? failing.writtenAtMs : lastBeatAtMs;
  const quietFromMs = lastActivity(writtenAtMs - 1, life);
  const heardAtMs = lastActivity(failing === undefined ? atMs : failing.writtenAtMs - 1, life);
  const drop = {
    id: life.member,
    target: life.index,
    member: life.member,
    atMs,
    ending,
    ageMs: atMs - openedAtMs,
    sinceSentMs: atMs - writtenAtMs,
    sinceReceivedMs: atMs - heardAtMs,
    quietBeforeLastWriteMs: Math.max(0, writtenAtMs - quietFromMs),
    loopDelayMs: 0,
    proven: true,
    roundTripMs,
  };
  return { drop, hop, setting };
}
