import { assert } from '../base/assert.ts';
import { isAge, type Timer } from '../path/way.ts';
import type { Candidate, Conclusion } from './conclusion.ts';
import { axisOf, distinct, hopsOf } from './conclusion.ts';
import type { Drop } from './drop.ts';
import type { Ground } from './ground.ts';
import { RULES } from './rules/all.ts';
import type { Rule } from './rules/rule.ts';
import { sendersOf } from './senders.ts';
import { stallCandidate } from './stall.ts';
import type { TargetWay } from './target-way.ts';

/** Called with each rule that was asked, and what it named. */
type OnAnswer = (rule: Rule, named: readonly Candidate[]) => void;

/** What one drop alone shows: the rules are asked in their order, until one decides or some match. */
export function conclude(drop: Drop, ground: Ground, onAnswer?: OnAnswer): Conclusion {
  assert(drop.ending.kind !== 'local-close', 'a connection that we closed is no drop');
  let matching: readonly Candidate[] = [];
  for (const rule of RULES) {
    if (rule.kind === 'matches') {
      const found = rule.matches(drop, ground);
      onAnswer?.(rule, found);
      if (found.length > 0) matching = [...matching, ...found];
      continue;
    }
    if (matching.length > 0) return ofMatches(distinct(matching), drop, ground);
    const conclusion = rule.decide(drop, ground);
    onAnswer?.(rule, conclusion?.candidates ?? []);
    if (conclusion !== undefined) return conclusion;
  }
  assert(false, 'the last rule decides whatever is left');
}

/** One match is likely. Several compete, and so does our own stall. */
function ofMatches(
  matching: readonly Candidate[],
  drop: Drop,
  { way, stalls }: Ground,
): Conclusion {
  const stall = stallCandidate(drop, way, stalls);
  const candidates = stall === undefined ? matching : [...matching, stall];
  const first = candidates[0]!;
  const basis = first.timer !== undefined && first.eventAtMs === undefined ? 'clock' : 'event';
  const base = { axis: axisOf(first), basis, candidates } as const;
  if (basis === 'clock' && candidates.length > 1 && areTwins(candidates))
    return {
      ...base,
      certainty: 'likely',
      reason: 'limits of one hop with equal values match in timing and manner; nothing else does',
    };
  if (candidates.length > 1)
    return {
      ...base,
      certainty: 'possible',
      reason: 'more than one limit or event matches in timing and manner',
      evidenceNeeded: splitting(candidates),
    };
  if (basis === 'clock' && hasOutlived(first.timer!, drop, way))
    return {
      ...base,
      certainty: 'possible',
      candidates: distinct([...candidates, ...sendersOf(drop, way).candidates]),
      reason: 'matches, but the connection lived through such silences before',
      evidenceNeeded: `the value in force at ${first.hop}`,
    };
  return {
    ...base,
    certainty: 'likely',
    reason: 'matches in timing and manner; nothing else does',
  };
}

/** Equal limits of one hop, such as HAProxy's `timeout client` and `timeout server`: one answer, and one change of both. */
function areTwins(candidates: readonly Candidate[]): boolean {
  const [first] = candidates;
  return candidates.every(
    ({ hop, timer, eventAtMs }) =>
      hop === first!.hop &&
      eventAtMs === undefined &&
      timer !== undefined &&
      isAge(timer) === isAge(first!.timer!) &&
      timer.limit.afterMs === first!.timer!.limit.afterMs,
  );
}

/** True when it lived through more than one silence as long as the one that it is said to have died of. */
function hasOutlived({ limit }: Timer, drop: Drop, way: TargetWay): boolean {
  const earlierMs = drop.ageMs - drop.sinceReceivedMs;
  return way.pauseMsMin >= limit.afterMs && earlierMs > 2 * way.pauseMsMax;
}

function splitting(candidates: readonly Candidate[]): string {
  const hops = hopsOf(candidates);
  return hops.length > 1
    ? `the logs of ${hops.join(' and ')}: which ended it first? or another value for one of them`
    : 'another value for one of the settings';
}
