import { shows } from '../path/sight.ts';
import type { Timer } from '../path/way.ts';
import type { Explanation } from './cause.ts';
import type { Drop, ExplainContext, PathEventMark } from './drop.ts';
import { idleMs, isAge, tolerance } from './rules/by-clock.ts';
import type { TargetWay } from './target-way.ts';
import { targetWay } from './target-way.ts';

/** One connection from open to end, held ones too; a journal's `ended` record with what was said of it. */
export interface Life {
  readonly seen: Drop;
  /** Absent for a connection that was held to the end. */
  readonly explanation?: Explanation | undefined;
}

/** How connections of one target fared against one limit. */
export interface LimitCount {
  readonly way: TargetWay;
  readonly target: string;
  readonly timer: Timer;
  /** Came as far as the limit less its tolerance. */
  readonly reached: number;
  /** Were ended by it, on time. */
  readonly onTime: number;
  /** Came to it and were never asked whether they still lived: a hop that forgets in silence may have. */
  readonly unasked: number;
  /** Lived on behind it. */
  readonly outlived: number;
  /** Open at the event that starts it, and to the end of the run: on the old generation, until it is due. */
  readonly carried: number;
  /** Ended as it ends connections, before it, and nothing explains them. */
  readonly early: number;
  /** The first of those on the limit's clock. */
  readonly earliestMs: number;
}

/** Counts every limit of every target's way over all connections. */
export function exposures(lives: Iterable<Life>, context: ExplainContext): readonly LimitCount[] {
  const ways = context.targets.map((target, index) => targetWay(context.path, target, index));
  const counters = ways.map((way) =>
    way.timers.map((timer) => new Counter(way, timer, context.events)),
  );
  for (const life of lives) for (const counter of counters[life.seen.target]!) counter.add(life);
  return counters.flat().map((counter) => counter.counts());
}

class Counter {
  readonly #way: TargetWay;
  readonly #timer: Timer;
  readonly #events: readonly PathEventMark[];
  #reached = 0;
  #onTime = 0;
  #outlived = 0;
  #unasked = 0;
  #carried = 0;
  #early = 0;
  #earliestMs = Number.POSITIVE_INFINITY;

  constructor(way: TargetWay, timer: Timer, events: readonly PathEventMark[]) {
    this.#way = way;
    this.#timer = timer;
    const { event } = timer.limit;
    this.#events = events.filter(
      (mark) => mark.event === event && (mark.hop === undefined || mark.hop === timer.hop.id),
    );
  }

  add(life: Life): void {
    const { seen, explanation } = life;
    const { hop, limit } = this.#timer;
    const causes = explanation?.causes ?? [];
    if (causes.some((cause) => cause.hop === hop.id && cause.setting === limit.setting)) {
      this.#reached += 1;
      this.#onTime += 1;
      return;
    }
    const clockMs = this.#clockMs(seen);
    if (clockMs === undefined) return;
    const { earlyMs, lateMs } = tolerance(this.#timer, seen);
    const isDue = clockMs >= limit.afterMs - earlyMs;
    if (isDue) this.#came(seen, clockMs > limit.afterMs + lateMs);
    else if (limit.startsAt === 'event')
      this.#carried += seen.ending.kind === 'local-close' ? 1 : 0;
    else if (explanation !== undefined && this.#accuses(seen, explanation)) {
      this.#early += 1;
      this.#earliestMs = Math.min(this.#earliestMs, clockMs);
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
      unasked: this.#unasked,
      carried: this.#carried,
      early: this.#early,
      earliestMs: this.#earliestMs,
    };
  }

  /** The furthest that the limit's own clock came in this life; undefined where it never ran. */
  #clockMs(seen: Drop): number | undefined {
    const { limit } = this.#timer;
    if (limit.startsAt === 'stall') return undefined;
    if (limit.startsAt === 'event') return this.#sinceEventMs(seen);
    if (isAge(this.#timer)) return seen.ageMs;
    const idle = longestIdleMs(seen, this.#way);
    const { keepaliveMs } = this.#way.target.traffic;
    return this.#timer.heldByKeepalive ? Math.min(idle, keepaliveMs ?? idle) : idle;
  }

  #sinceEventMs({ atMs, ageMs }: Drop): number | undefined {
    const lived = this.#events.filter((mark) => mark.atMs <= atMs && mark.atMs >= atMs - ageMs);
    return lived.length === 0 ? undefined : atMs - lived[0]!.atMs;
  }

  /** A limit that forgets in silence is outlived only by a connection that answered afterwards. */
  #came({ ending }: Drop, beyond: boolean): void {
    const atOnce = this.#timer.sights.every(({ noticed }) => noticed === 'at-once');
    const answered = ending.kind === 'local-close' && ending.life === 'proven';
    if (!atOnce && !answered) {
      this.#unasked += 1;
      return;
    }
    this.#reached += 1;
    if (beyond) this.#outlived += 1;
  }

  /** An event's limit is not early: what ends before it has another cause. */
  #accuses({ ending }: Drop, { certainty, causes }: Explanation): boolean {
    if (this.#timer.limit.startsAt === 'event' || certainty === 'certain' || certainty === 'likely')
      return false;
    if (causes.length > 0 && causes.every(({ hop }) => hop !== this.#timer.hop.id)) return false;
    return this.#timer.sights.some(({ shape }) => shows(shape, ending, this.#way.carriesTls));
  }
}

/** The longest silence of a life: at its end, before its last write, or the usual pause between beats. */
function longestIdleMs(seen: Drop, { pauseMsMin }: TargetWay): number {
  const usualMs = seen.ageMs > 2 * pauseMsMin ? pauseMsMin : 0;
  return Math.max(idleMs(seen), seen.quietBeforeLastWriteMs, usualMs);
}
