import type { ExplainContext } from '../../explain/drop.ts';
import { counted, seconds, setSeconds } from '../../explain/words.ts';
import { fateOf } from '../../path/fate.ts';
import { mayBeSet, type Unread } from '../../path/unread.ts';
import { isAge } from '../../path/way.ts';
import type { LimitOutcome, LimitSummary } from '../summary/summary.ts';
import { type ExplainedConnection, type LimitCount, limitCounts } from './limit-counts.ts';

/** Every limit on every target's way against all connections of the run, dropped or not. */
export function limitOutcomes(
  connections: Iterable<ExplainedConnection>,
  context: ExplainContext,
): readonly LimitSummary[] {
  return limitCounts(connections, context).map((count) => {
    const { hop, limit } = count.timer;
    const about = `${hop.id} ${limit.setting} ${setSeconds(limit.afterMs)}`;
    const { target } = count;
    const named = { target, hop: hop.id, setting: limit.setting, configuredMs: limit.afterMs };
    const { outcome, restsOn, words } = judge(count, context);
    return { ...named, outcome, count: restsOn, sentence: `${about} ${words}` };
  });
}

/** What the run proves about the configured limits, for the report's list. */
export function proves(limits: readonly LimitSummary[]): readonly string[] {
  return limits.filter(({ outcome }) => outcome === 'holds').map(({ sentence }) => sentence);
}

/** What it does not cover: limits that no target reached, each once. */
export function notCovered(limits: readonly LimitSummary[]): readonly string[] {
  const covered = new Set(limits.filter(({ outcome }) => outcome !== 'not-covered').map(limitKey));
  const first = new Map<string, string>();
  for (const one of limits) {
    const key = limitKey(one);
    if (!covered.has(key) && !first.has(key)) first.set(key, one.sentence);
  }
  return [...first.values()];
}

function limitKey({ hop, setting, configuredMs }: LimitSummary): string {
  return `${hop} ${setting} ${configuredMs}`;
}

interface Judgement {
  readonly outcome: LimitOutcome;
  /** How many connections it rests on. */
  readonly restsOn: number;
  readonly words: string;
}

function judge(count: LimitCount, context: ExplainContext): Judgement {
  const { timer, target, early, outlived, reached, onTime } = count;
  const { maybeSetBy } = timer.limit;
  if (maybeSetBy !== undefined && onTime === 0)
    return { outcome: 'not-covered', restsOn: 0, words: unknownValue(outlived, maybeSetBy) };
  if (early > 0)
    return {
      outcome: 'broken-early',
      restsOn: early,
      words: `is perhaps broken early for ${target}: ${counted(early)} ended in its manner before it was due, the first at ${seconds(count.earliestMs)}, and no limit or event explains ${early === 1 ? 'it' : 'them'}`,
    };
  if (outlived > 0 && timer.limit.startsAt === 'event') return livedThroughEvent(count);
  if (outlived > 0)
    return {
      outcome: 'not-enforced',
      restsOn: outlived,
      words: `is not enforced for ${target}: ${counted(outlived)} of ${counted(outlived + onTime)} outlived it`,
    };
  if (reached === 0)
    return { outcome: 'not-covered', restsOn: 0, words: whyNotCovered(count, context) };
  return { outcome: 'holds', restsOn: reached, words: `holds for ${target}: ${heldWords(count)}` };
}

/** The default of a limit that something unread may set: connections that outlive it show that another value is set. */
function unknownValue(outlived: number, maybeSetBy: readonly Unread[]): string {
  const shown = outlived === 0 ? '' : `; ${counted(outlived)} outlived it, so another value is set`;
  return `is not known to be in force: ${mayBeSet(maybeSetBy)}${shown}`;
}

/**
 * An event ends the connections of one instance; those that lived through it may belong to another pod or
 * another replica of the ingress, so they say nothing against the setting.
 */
function livedThroughEvent({ target, onTime, outlived }: LimitCount): Judgement {
  const others = `${counted(outlived)} survived the event, perhaps on another instance`;
  if (onTime > 0) {
    const words = `holds for ${target}: ${counted(onTime)} ended when it was due; ${others}`;
    return { outcome: 'holds', restsOn: onTime, words };
  }
  const words = `was not observed for ${target}: ${others}`;
  return { outcome: 'not-covered', restsOn: 0, words };
}

function heldWords({ timer, onTime, reached }: LimitCount): string {
  const clock = isAge(timer) ? 'open' : 'idle';
  const event = timer.limit.startsAt === 'event';
  const state = event ? 'open when it was due' : `${clock} for that long`;
  const bound = `fewer than ${percent(1 - 0.05 ** (1 / reached))} end early (95 % confidence)`;
  if (onTime === 0) return `${counted(reached)} were ${state} and none was closed early; ${bound}`;
  const share =
    onTime === reached ? `all ${counted(reached)}` : `${counted(onTime)} of ${counted(reached)}`;
  return `${share} that were ${state} were closed on time; ${bound}`;
}

/** Why no connection reached it. */
function whyNotCovered(
  { timer, way, unproven, carried }: LimitCount,
  { durationMs, events }: ExplainContext,
): string {
  const { limit } = timer;
  if (limit.startsAt === 'event' && carried > 0)
    return `was not due yet: ${counted(carried)} connections that were open at the ${limit.event} are still open on the old instance`;
  if (unproven > 0)
    return `was not tested: ${counted(unproven)} ${unproven === 1 ? 'was' : 'were'} open when it was due, but none proved afterwards that it was still alive`;
  if (limit.startsAt === 'event')
    return events.some(({ event }) => event === limit.event)
      ? `was not tested: no connection was open when it was due after the ${limit.event}`
      : `was not tested: no ${limit.event} happened`;
  if (limit.startsAt === 'stall') return 'was not tested: the other side always read';
  if (durationMs !== undefined && limit.afterMs > durationMs) return 'is longer than this run';
  const fate = fateOf(timer, way.target.traffic, { holdMs: Infinity });
  if (fate.kind === 'restarted')
    return fate.by === 'keepalive'
      ? 'was not tested: TCP keep-alive restarts it in time'
      : `was not tested: a heartbeat every ${setSeconds(fate.everyMs)} restarts it in time`;
  return 'was not tested: no connection reached it';
}

/** Two significant figures: `0.0067 %`. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
