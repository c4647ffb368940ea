import type { ExplainContext } from './drop.ts';
import type { Life, LimitCount } from './limit-outcomes.ts';
import { exposures } from './limit-outcomes.ts';
import { isAge } from './rules/by-clock.ts';
import { counted, seconds, setSeconds } from './words.ts';

/** What the run says of one configured limit on one target's way. */
export interface LimitPromise {
  readonly target: string;
  readonly hop: string;
  readonly setting: string;
  readonly configuredMs: number;
  /**
   * `kept`: connections came to it, none died early and those that had to end ended on time.
   * `broken-early`: some died before it, and nothing else explains them. `overdue`: some outlived it.
   */
  readonly verdict: 'kept' | 'broken-early' | 'overdue' | 'not-covered';
  /** How many connections the verdict rests on. */
  readonly count: number;
  readonly sentence: string;
}

/** Every limit on every target's way against all connections of the run, dropped or not. */
export function promises(lives: Iterable<Life>, context: ExplainContext): readonly LimitPromise[] {
  return exposures(lives, context).map((one) => judged(one, context));
}

/** What the run proves about the configured limits, for the report's list. */
export function proves(all: readonly LimitPromise[]): readonly string[] {
  return all.filter(({ verdict }) => verdict === 'kept').map(({ sentence }) => sentence);
}

/** What it does not cover: limits that no target came to, each once. */
export function notCovered(all: readonly LimitPromise[]): readonly string[] {
  const covered = new Set(all.filter(({ verdict }) => verdict !== 'not-covered').map(limitKey));
  const first = new Map<string, string>();
  for (const one of all) {
    const key = limitKey(one);
    if (!covered.has(key) && !first.has(key)) first.set(key, one.sentence);
  }
  return [...first.values()];
}

function limitKey({ hop, setting, configuredMs }: LimitPromise): string {
  return `${hop} ${setting} ${configuredMs}`;
}

function judged(one: LimitCount, context: ExplainContext): LimitPromise {
  const { timer, target, early, outlived, reached } = one;
  const { hop, limit } = timer;
  const about = `${hop.id} ${limit.setting} ${setSeconds(limit.afterMs)}`;
  const base = { target, hop: hop.id, setting: limit.setting, configuredMs: limit.afterMs };
  if (early > 0)
    return {
      ...base,
      verdict: 'broken-early',
      count: early,
      sentence: `${about} is broken early for ${target}: ${counted(early)} ended as it ends connections, the first at ${seconds(one.earliestMs)}, and no limit or event explains it`,
    };
  if (outlived > 0 && limit.startsAt === 'event')
    return { ...base, ...livedThroughEvent(one, about) };
  if (outlived > 0)
    return {
      ...base,
      verdict: 'overdue',
      count: outlived,
      sentence: `${about} is overdue for ${target}: ${counted(outlived)} of ${counted(outlived + one.onTime)} outlived it, so the setting is not in force`,
    };
  if (reached === 0)
    return {
      ...base,
      verdict: 'not-covered',
      count: 0,
      sentence: `${about} ${whyNot(one, context)}`,
    };
  return {
    ...base,
    verdict: 'kept',
    count: reached,
    sentence: `${about} is kept for ${target}: ${keptWords(one)}`,
  };
}

/**
 * An event ends the connections of one instance; those that lived through it may belong to another pod or
 * another replica of the ingress, so they say nothing against the setting.
 */
function livedThroughEvent(
  { target, onTime, outlived }: LimitCount,
  about: string,
): Pick<LimitPromise, 'verdict' | 'count' | 'sentence'> {
  const others = `${counted(outlived)} lived through the event, perhaps on another instance`;
  if (onTime > 0) {
    const sentence = `${about} is kept for ${target}: ${counted(onTime)} ended when it was due; ${others}`;
    return { verdict: 'kept', count: onTime, sentence };
  }
  const sentence = `${about} was not seen at work for ${target}: ${others}`;
  return { verdict: 'not-covered', count: 0, sentence };
}

function keptWords({ timer, onTime, reached }: LimitCount): string {
  const clock = isAge(timer) ? 'aged' : 'idle';
  const event = timer.limit.startsAt === 'event';
  const came = event ? 'open when it was due' : `${clock} up to it`;
  const bound = `fewer than ${percent(1 - 0.05 ** (1 / reached))} end early, 95 % confidence`;
  if (onTime > 0)
    return `${counted(onTime)} of ${counted(reached)} ${came} ended on time; ${bound}`;
  return `${counted(reached)} were ${came} and none ended early; ${bound}`;
}

/** Why nobody came to it. */
function whyNot(
  { timer, way, unasked, carried }: LimitCount,
  { durationMs, events }: ExplainContext,
): string {
  const { limit } = timer;
  if (limit.startsAt === 'event' && carried > 0)
    return `was not due yet: ${counted(carried)} connections that were open at the ${limit.event} still are, on what was before it`;
  if (limit.startsAt === 'event')
    return events.some(({ event }) => event === limit.event)
      ? `was not tested: no connection was open when it was due after the ${limit.event}`
      : `was not tested: no ${limit.event} happened`;
  if (limit.startsAt === 'stall') return 'was not tested: the other side always read';
  if (durationMs !== undefined && limit.afterMs > durationMs) return 'is longer than this run';
  if (timer.heldByKeepalive) return 'was not tested: TCP keep-alive restarts it in time';
  if (!isAge(timer) && way.pauseMsMax < limit.afterMs)
    return `was not tested: a heartbeat every ${setSeconds(way.pauseMsMax)} restarts it in time`;
  if (unasked > 0)
    return `was not tested: ${counted(unasked)} came to it, and nobody asked whether they still lived`;
  return 'was not tested: no connection came to it';
}

/** Two significant figures: `0.0067 %`. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
