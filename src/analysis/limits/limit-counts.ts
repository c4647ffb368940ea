import type { Explanation } from '../../explain/cause.ts';
import { observed, provocation, tolerance } from '../../explain/clocks.ts';
import type { ExplainContext, PathEventMark } from '../../explain/drop.ts';
import { isOtherValueOf } from '../../explain/grouping/unlisted-timeout.ts';
import { sendersOf } from '../../explain/senders.ts';
import type { TargetWay } from '../../explain/target-way.ts';
import { targetWay } from '../../explain/target-way.ts';
import type { EndedConnection } from '../../journal/connection.ts';
import { isDrop } from '../../outcome/ending.ts';
import { shows } from '../../path/sight.ts';
import { isAge, type Timer } from '../../path/way.ts';

/** A connection whose end is known, and the explanation of its drop; none for one that soak closed. */
export interface ExplainedConnection {
  readonly connection: EndedConnection;
  readonly explanation?: Explanation | undefined;
}

/** How the connections of one target fared against one limit. */
export interface LimitCount {
  readonly way: TargetWay;
  readonly target: string;
  readonly timer: Timer;
  /** Lived up to the limit, less its tolerance; among them `onTime` and `outlived`. */
  readonly reached: number;
  /** Ended by it, on time. */
  readonly onTime: number;
  /** Proved to be alive after it was due. */
  readonly outlived: number;
  /** Seemed open when it was due, but never proved that they still were: a hop may have forgotten them in silence. */
  readonly unproven: number;
  /** Open from the event that starts it to the end of the run, and it is not due yet. */
  readonly carried: number;
  /** Ended before it in the way it ends connections, and nothing explains them. */
  readonly early: number;
  /** The first of those on the limit's clock. */
  readonly earliestMs: number;
}

/** Counts all connections against every limit of their target's way. */
export function limitCounts(
  connections: Iterable<ExplainedConnection>,
  context: ExplainContext,
): readonly LimitCount[] {
  const ways = context.targets.map((target, index) => targetWay(context.path, target, index));
  const counters = ways.map((way) =>
    way.timers.map((timer) => new Counter(way, timer, context.events)),
  );
  for (const one of connections)
    for (const counter of counters[one.connection.target]!) counter.add(one);
  return counters.flat().map((counter) => counter.counts());
}

/** How far a limit's clock came during a connection. */
interface ClockReading {
  /** If the connection was alive for as long as nothing was seen of its end. */
  readonly seenMs: number;
  /** While it is known to have been alive. */
  readonly provenMs: number;
}

class Counter {
  readonly #way: TargetWay;
  readonly #timer: Timer;
  readonly #events: readonly PathEventMark[];
  /** The client sees at once what the limit does. */
  readonly #isSeenAtOnce: boolean;
  #reached = 0;
  #onTime = 0;
  #outlived = 0;
  #unproven = 0;
  #carried = 0;
  #early = 0;
  #earliestMs = Number.POSITIVE_INFINITY;

  constructor(way: TargetWay, timer: Timer, events: readonly PathEventMark[]) {
    this.#way = way;
    this.#timer = timer;
    this.#isSeenAtOnce = timer.sights.every(({ noticed }) => noticed === 'at-once');
    const { event } = timer.limit;
    this.#events = events.filter(
      (mark) => mark.event === event && (mark.hop === undefined || mark.hop === timer.hop.id),
    );
  }

  add({ connection, explanation }: ExplainedConnection): void {
    const { hop, limit } = this.#timer;
    const causes = explanation?.causes ?? [];
    if (causes.some((cause) => cause.hop === hop.id && cause.setting === limit.setting)) {
      this.#reached += 1;
      this.#onTime += 1;
      return;
    }
    const reading = this.#read(connection);
    if (reading === undefined) return;
    const { earlyMs, lateMs } = tolerance(this.#timer, connection);
    const dueMs = limit.afterMs - earlyMs;
    if (reading.provenMs >= dueMs) {
      this.#reached += 1;
      if (reading.provenMs > limit.afterMs + lateMs) this.#outlived += 1;
    } else if (reading.seenMs >= dueMs) {
      if (!isDrop(connection.ending)) this.#unproven += 1;
    } else if (limit.startsAt === 'event') {
      if (!isDrop(connection.ending)) this.#carried += 1;
    } else if (explanation !== undefined && this.#accuses(connection, explanation)) {
      this.#early += 1;
      this.#earliestMs = Math.min(this.#earliestMs, reading.seenMs);
    }
  }

  counts(): LimitCount {
    return {
      way: this.#way,
      target: this.#way.target.name,
      timer: this.#timer,
      reached: this.#reached,
      onTime: this.#onTime,
      outlived: this.#outlived,
      unproven: this.#unproven,
      carried: this.#carried,
      early: this.#early,
      earliestMs: this.#earliestMs,
    };
  }

  /** Undefined where the limit's clock never ran. */
  #read(connection: EndedConnection): ClockReading | undefined {
    const { limit } = this.#timer;
    if (limit.startsAt === 'stall') return undefined;
    const aliveMs = this.#aliveMs(connection);
    if (limit.startsAt === 'event') return this.#readSinceEvent(connection, aliveMs);
    if (isAge(this.#timer)) return { seenMs: connection.ageMs, provenMs: aliveMs };
    return this.#readIdle(connection, aliveMs);
  }

  #readSinceEvent({ atMs, ageMs }: EndedConnection, aliveMs: number): ClockReading | undefined {
    const openedAtMs = atMs - ageMs;
    const first = this.#events.find((mark) => mark.atMs >= openedAtMs && mark.atMs <= atMs);
    if (first === undefined) return undefined;
    return { seenMs: atMs - first.atMs, provenMs: openedAtMs + aliveMs - first.atMs };
  }

  /** The longest silence: the one at its end, the one before its last write, or the usual one between heartbeats. */
  #readIdle(connection: EndedConnection, aliveMs: number): ClockReading {
    const { ageMs, sinceSentMs, quietBeforeLastWriteMs } = connection;
    const { pauseMsMin, target } = this.#way;
    const endMs = observed(this.#timer, connection);
    const usualMs = (lifeMs: number) => (lifeMs > 2 * pauseMsMin ? pauseMsMin : 0);
    // Something came back after the last write: the silence before it was survived.
    const wasAnswered = aliveMs > ageMs - sinceSentMs;
    const seenMs = Math.max(endMs, quietBeforeLastWriteMs, usualMs(ageMs));
    const provenMs = Math.max(
      aliveMs >= ageMs ? endMs : 0,
      wasAnswered ? quietBeforeLastWriteMs : 0,
      usualMs(aliveMs),
    );
    const { keepaliveMs = Number.POSITIVE_INFINITY } = target.traffic;
    if (!this.#timer.heldByKeepalive) return { seenMs, provenMs };
    return { seenMs: Math.min(seenMs, keepaliveMs), provenMs: Math.min(provenMs, keepaliveMs) };
  }

  /** The age up to which it is known to have been alive: its last byte, or its end where that is a sign of life. */
  #aliveMs(connection: EndedConnection): number {
    const { ageMs, sinceReceivedMs, ending } = connection;
    const answered = ending.kind === 'local-close' && ending.life === 'proven';
    const isAlive = answered || (this.#isSeenAtOnce && wasSentAlive(connection, this.#way));
    return isAlive ? ageMs : ageMs - sinceReceivedMs;
  }

  /**
   * An event's limit is not early: what ends before it has another cause. Where another hop can have sent the end, only
   * a clock that points at another value of this very limit accuses it.
   */
  #accuses(connection: EndedConnection, { certainty, causes }: Explanation): boolean {
    if (certainty === 'certain' || certainty === 'likely') return false;
    const { hop, limit } = this.#timer;
    const able = causes.length > 0 ? causes : sendersOf(connection, this.#way).candidates;
    const suspects = able.filter((one) => this.#way.stations.some(({ id }) => id === one.hop));
    const isAlone = suspects.length > 0 && suspects.every((one) => one.hop === hop.id);
    const isMeant = causes.some((one) => one.hop === hop.id && isOtherValueOf(one, limit));
    if (!isAlone && !isMeant) return false;
    const { ending } = connection;
    return this.#timer.sights.some(({ shape }) => shows(shape, ending, this.#way.carriesTls));
  }
}

/** Whether somebody who still knew the connection sent its end; a reset that our own write provoked says the contrary. */
function wasSentAlive(connection: EndedConnection, way: TargetWay): boolean {
  switch (connection.ending.kind) {
    case 'fin':
    case 'close-frame':
    case 'tls-alert':
    case 'other-reply':
    case 'protocol-error':
      return true;
    case 'rst':
      return provocation(connection, way) === 'nothing';
    case 'blackhole':
    case 'unreachable':
    case 'local-fault':
    case 'local-close':
      return false;
  }
}
