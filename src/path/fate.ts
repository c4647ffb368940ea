import type { PathEvent } from './path.ts';
import type { Unread } from './unread.ts';
import type { Timer, Way, WayBeat, WayTraffic } from './way.ts';

/** Heartbeats go out on a grid of 50 ms, and no two round trips take the same time. */
const SLACK_MS = 100;

/** What one limit does to a connection that is held open for a given time. */
export type Fate =
  /** Traffic restarts its clock in time, at the latest every `everyMs`. */
  | { readonly kind: 'restarted'; readonly by: Restart['by']; readonly everyMs: number }
  /** It closes every connection that lives to `lastMs` and none before `firstMs`. */
  | ({ readonly kind: 'ends' } & Window)
  /** It closes none before `firstMs`, and some or all after that, or none. */
  | ({ readonly kind: 'may-end'; readonly why: Doubt } & Window)
  /** The hold is over before it runs out. */
  | { readonly kind: 'beyond' }
  /** Another limit has closed every connection before. */
  | { readonly kind: 'preceded' }
  /** It waits for something that this run does not bring about. */
  | { readonly kind: 'waits'; readonly for: PathEvent | 'stall' }
  /** Its value is not known: something that was not read may set it. */
  | { readonly kind: 'not-known'; readonly maybeSetBy: readonly Unread[] };

/** A span of a connection's age; of the run's own clock when an event starts the limit. */
interface Window {
  readonly firstMs: number;
  /** By now it has closed every connection; Infinity when it may never do so. */
  readonly lastMs: number;
  /** What starts the limit, when it is an event of the run. */
  readonly on?: PathEvent;
}

/**
 * Why it may or may not close a connection. `pause`: the pauses in the traffic come too close to the limit.
 * `terminator`: nobody knows whether TCP keep-alive gets as far as this hop. `hold`: the hold ends at about
 * the same time. `event`: the event is known, but not which connections it affects.
 */
export type Doubt = 'pause' | 'terminator' | 'hold' | 'event';

/** Something that restarts a clock again and again. */
interface Restart {
  readonly by: 'message' | 'reply' | 'keepalive';
  /** The shortest and the longest time between two of them. */
  readonly leastMs: number;
  readonly mostMs: number;
  /** False when it depends on whether a balancer nearer to the client terminates TCP. */
  readonly isSure: boolean;
}

/** An event that the run brings about, on the run's clock. */
export interface ComingEvent {
  readonly hop: string;
  readonly event: PathEvent;
  readonly atMs: number;
  /** It surely affects every connection that is open then. */
  readonly hitsAll: boolean;
}

/** How long a connection is held open, and what happens to its path meanwhile. */
export interface Hold {
  readonly holdMs: number;
  readonly events?: readonly ComingEvent[];
}

/** A limit on a way, and what it does to the connections there. */
export interface FatedTimer extends Timer {
  readonly fate: Fate;
}

/** Every limit on a way in path order, with what it does; those that come after a certain end are `preceded`. */
export function fatesOn(way: Way, hold: Hold): readonly FatedTimer[] {
  const fated = way.timers.map((timer) => ({
    ...timer,
    fate: fateOf(timer, way.target.traffic, hold),
  }));
  const endMs = Math.min(
    ...fated.map(({ fate }) =>
      fate.kind === 'ends' && fate.on === undefined ? fate.lastMs : Infinity,
    ),
  );
  return fated.map((one) => (isAfter(one.fate, endMs) ? { ...one, fate: PRECEDED } : one));
}

const PRECEDED: Fate = { kind: 'preceded' };

function isAfter(fate: Fate, endMs: number): boolean {
  if (fate.kind !== 'ends' && fate.kind !== 'may-end') return false;
  return fate.on === undefined && fate.firstMs >= endMs;
}

/** What this limit alone does to a connection with this traffic. */
export function fateOf(timer: Timer, traffic: WayTraffic, hold: Hold): Fate {
  const { limit } = timer;
  if (limit.maybeSetBy !== undefined) return { kind: 'not-known', maybeSetBy: limit.maybeSetBy };
  switch (limit.startsAt) {
    case 'stall':
      return { kind: 'waits', for: 'stall' };
    case 'event':
      return afterEvent(timer, hold);
    case 'open':
      return atAge(timer, hold);
    case 'last-reset':
      return limit.resetBy === 'nothing' ? atAge(timer, hold) : afterSilence(timer, traffic, hold);
  }
}

function atAge({ limit }: Timer, { holdMs }: Hold): Fate {
  const window = { firstMs: limit.afterMs - limit.earlyMs, lastMs: limit.afterMs + limit.lateMs };
  if (window.firstMs >= holdMs) return { kind: 'beyond' };
  if (window.lastMs <= holdMs) return { kind: 'ends', ...window };
  return { kind: 'may-end', why: 'hold', ...window };
}

function afterEvent({ hop, limit }: Timer, { holdMs, events = [] }: Hold): Fate {
  const event = limit.event;
  if (event === undefined) return { kind: 'waits', for: 'stall' };
  const own = events.filter((one) => one.hop === hop.id);
  const exact = own.find((one) => one.event === event);
  // A reload of an Envoy may be a new listener, or only a new route.
  const coming =
    exact ?? (event === 'listener-update' ? own.find((one) => one.event === 'reload') : undefined);
  if (coming === undefined) return { kind: 'waits', for: event };
  const firstMs = coming.atMs + Math.max(0, limit.afterMs - limit.earlyMs);
  const lastMs = coming.atMs + limit.afterMs + limit.lateMs;
  if (firstMs >= holdMs) return { kind: 'beyond' };
  const window = { firstMs, lastMs, on: event };
  if (!coming.hitsAll || coming !== exact) return { kind: 'may-end', why: 'event', ...window };
  if (lastMs > holdMs) return { kind: 'may-end', why: 'hold', ...window };
  return { kind: 'ends', ...window };
}

function afterSilence(timer: Timer, traffic: WayTraffic, { holdMs }: Hold): Fate {
  const { afterMs, earlyMs, lateMs } = timer.limit;
  const firstMs = afterMs - earlyMs;
  if (firstMs >= holdMs) return { kind: 'beyond' };
  const restarts = restartsOf(timer, traffic);
  const sure = restarts.filter(({ isSure }) => isSure);
  const best = sure.reduce<Restart | undefined>(
    (a, b) => (a !== undefined && a.mostMs <= b.mostMs ? a : b),
    undefined,
  );
  if (best !== undefined && best.mostMs + SLACK_MS < firstMs)
    return { kind: 'restarted', by: best.by, everyMs: best.mostMs };
  const doubtful = restarts.filter(({ leastMs }) => leastMs < afterMs + lateMs + SLACK_MS);
  if (!doubtful.every(({ isSure }) => isSure))
    return { kind: 'may-end', why: 'terminator', firstMs, lastMs: Infinity };
  const spoken = restarts.filter(({ by }) => by !== 'keepalive');
  const silenceMs = surePauseMs(spoken);
  if (doubtful.some(({ by }) => by === 'keepalive') || silenceMs < afterMs + lateMs + SLACK_MS)
    return { kind: 'may-end', why: 'pause', firstMs, lastMs: Infinity };
  const lastMs = surelyBy(spoken, afterMs + lateMs);
  if (lastMs > holdMs) return { kind: 'may-end', why: 'hold', firstMs, lastMs };
  return { kind: 'ends', firstMs, lastMs };
}

/**
 * A pause that surely comes: n messages of periods p1 … pn leave, on average, 1 / (1/p1 + … + 1/pn) between
 * two of them, so at least one pause is as long as that.
 */
function surePauseMs(restarts: readonly Restart[]): number {
  return 1 / restarts.reduce((sum, { leastMs }) => sum + 1 / leastMs, 0);
}

/** By what age a pause of this length has surely come, where there is a sure one. */
function surelyBy(restarts: readonly Restart[], pauseMs: number): number {
  const [only] = restarts;
  if (only === undefined) return pauseMs;
  // The first message comes at a random moment of its period, and the clock starts over once more.
  if (restarts.length === 1) return only.mostMs + SLACK_MS + pauseMs;
  // n messages make n + 1 pauses: together they cannot all be shorter once the age is as long as that.
  let ageMs = 0;
  for (;;) {
    const messages = restarts.reduce(
      (sum, { leastMs }) => sum + Math.floor(ageMs / leastMs) + 1,
      0,
    );
    const neededMs = (messages + 1) * (pauseMs + SLACK_MS);
    if (neededMs <= ageMs) return ageMs;
    ageMs = neededMs;
  }
}

/** What restarts a limit's clock: payload in the direction that counts, and TCP keep-alive where it gets to. */
export function restartsOf({ limit, hearsKeepalive }: Timer, traffic: WayTraffic): Restart[] {
  const { beats, keepaliveMs } = traffic;
  switch (limit.resetBy) {
    case 'nothing':
      return [];
    case 'bytes-to-backend':
      return beats.filter(isSaid).map((beat) => restartBy('message', beat));
    case 'bytes-to-client':
      return beats.filter(isAnswered).map((beat) => restartBy('reply', beat));
    case 'bytes':
      return payload(beats);
    case 'packets':
      return keepaliveMs === undefined || hearsKeepalive === 'no'
        ? payload(beats)
        : [...payload(beats), keepaliveEvery(keepaliveMs, hearsKeepalive === 'yes')];
  }
}

function payload(beats: readonly WayBeat[]): Restart[] {
  return beats
    .filter((beat) => isSaid(beat) || isAnswered(beat))
    .map((beat) => restartBy(isSaid(beat) ? 'message' : 'reply', beat));
}

function isSaid({ say }: WayBeat): boolean {
  return say.kind !== 'nothing';
}

function isAnswered({ expect }: WayBeat): boolean {
  return expect.kind !== 'none';
}

function restartBy(by: Restart['by'], { everyMs, jitter }: WayBeat): Restart {
  return { by, leastMs: everyMs * (1 - jitter), mostMs: everyMs * (1 + jitter), isSure: true };
}

/** An answered probe starts the wait for the next one, so they come at every multiple. */
function keepaliveEvery(everyMs: number, isSure: boolean): Restart {
  return { by: 'keepalive', leastMs: everyMs, mostMs: everyMs, isSure };
}

/** True when this limit closes connections, all or some; false where its value is not known. */
export function canEnd({ kind }: Fate): boolean {
  return kind === 'ends' || kind === 'may-end';
}

/**
 * The limit that decides how long a connection lives: the first that surely ends it; else the first that may;
 * else the one that traffic keeps away with the least to spare.
 */
export function decisive<T extends FatedTimer>(timers: readonly T[]): T | undefined {
  const firstOf = (kind: 'ends' | 'may-end') =>
    timers
      .filter(({ fate }) => fate.kind === kind && fate.on === undefined)
      .reduce<T | undefined>(sooner, undefined);
  return firstOf('ends') ?? firstOf('may-end') ?? timers.reduce<T | undefined>(tighter, undefined);
}

function sooner<T extends FatedTimer>(a: T | undefined, b: T): T {
  return a !== undefined && a.limit.afterMs <= b.limit.afterMs ? a : b;
}

function tighter<T extends FatedTimer>(a: T | undefined, b: T): T | undefined {
  if (b.fate.kind !== 'restarted') return a;
  return a !== undefined && spare(a) <= spare(b) ? a : b;
}

function spare({ fate, limit }: FatedTimer): number {
  return fate.kind === 'restarted' ? limit.afterMs / fate.everyMs : Infinity;
}
