import { assert } from '../../base/assert.ts';
import type { Timer } from '../../path/way.ts';
import type { Explanation } from '../cause.ts';
import type { Axis, Drop, ExplainContext, Stall } from '../drop.ts';
import { reasonWithFigures } from '../reason.ts';
import type { TargetWay } from '../target-way.ts';
import { targetWay } from '../target-way.ts';
import type { Candidate, Judged } from '../verdict.ts';
import { distinct, explanationOf, hopsOf, timerCandidate } from '../verdict.ts';
import { VerdictStore } from '../verdict-store.ts';
import {
  gapBeforeProvocation,
  idleMs,
  isAge,
  observed,
  outlived,
  timersThatFit,
} from './by-clock.ts';
import type { EventWindows } from './known-events.ts';
import { eventsThatFit, eventWindows } from './known-events.ts';
import { ownFault, stallCandidate } from './own-fault.ts';
import { backendOf, leftOver } from './possible-senders.ts';

/** A target's way and the events on it: what each of its drops is held against. */
export interface Ground {
  readonly way: TargetWay;
  readonly windows: EventWindows;
  readonly stalls: readonly Stall[];
  readonly verdicts: VerdictStore;
}

export function groundOf(context: ExplainContext, target: number): Ground {
  const way = targetWay(context.path, context.targets[target]!, target);
  const windows = eventWindows(way, context.events);
  return { way, windows, stalls: context.stalls, verdicts: new VerdictStore() };
}

/** The explanation of one drop alone; others that died with it may know better (see `explainDrops`). */
export function attribute(drop: Drop, context: ExplainContext): Explanation {
  const verdict = judge(drop, groundOf(context, drop.target));
  return explanationOf(verdict, reasonWithFigures(verdict, verdict.observedMs, verdict.observedMs));
}

/**
 * What one drop alone tells, in the order in which evidence excludes: our own fault, what the backend
 * said, the clocks and events that fit, and at last who can send such an ending at all.
 */
export function judge(drop: Drop, { way, windows, stalls }: Omit<Ground, 'verdicts'>): Judged {
  assert(drop.ending.kind !== 'local-close', 'a connection that we closed is no drop');
  const own = ownFault(drop, way, stalls);
  if (own !== undefined) return own;
  const timers = timersThatFit(drop, way);
  if (drop.ending.kind === 'close-frame') return said(drop, way, timers, windows);
  const events = eventsThatFit(drop, way, windows);
  const stalledWrite = timers.some(({ limit }) => limit.startsAt === 'stall');
  // Without the backlog itself a stalled write is only a guess: whoever else can end so stays in.
  const others =
    stalledWrite && drop.backlogBytes === undefined ? leftOver(drop, way).candidates : [];
  const candidates = distinct([...timers.map(timerCandidate), ...events, ...others]);
  if (candidates.length > 0) return fitting(drop, way, candidates, stalls);
  return byMechanism(drop, { way, stalls });
}

/** Only an application writes a Close frame: the hop is certain, and its own clock or event may say why. */
function said(drop: Drop, way: TargetWay, timers: readonly Timer[], windows: EventWindows): Judged {
  const events = eventsThatFit(drop, way, windows).filter(({ timer }) => timer !== undefined);
  const known = distinct([...timers.map(timerCandidate), ...events]);
  const backend = backendOf(way).id;
  const code = drop.ending.kind === 'close-frame' ? drop.ending.code : 0;
  const elsewhere = known.filter(({ hop }) => hop !== backend);
  const application: Candidate = { hop: backend, setting: `Close frame ${code}` };
  if (elsewhere.length > 0)
    return {
      ...placed(drop, way, elsewhere[0]!),
      basis: 'clock',
      certainty: 'possible',
      candidates: [...known, ...(known.length > elsewhere.length ? [] : [application])],
      reason: 'a Close frame that a hop of the path may write too',
      evidenceNeeded: 'the log of the backend: its own close first?',
    };
  const named = known.length === 1 ? known[0]! : application;
  return {
    ...placed(drop, way, named),
    basis: 'said',
    certainty: 'certain',
    candidates: [named],
    reason: `a Close frame ${code} arrived: the application behind the proxies said so itself`,
  };
}

function fitting(
  drop: Drop,
  way: TargetWay,
  candidates: readonly Candidate[],
  stalls: readonly Stall[],
): Judged {
  const stall = stallCandidate(drop, way, stalls);
  const all = stall === undefined ? candidates : [...candidates, stall];
  const first = all[0]!;
  const basis = first.timer !== undefined && first.eventAtMs === undefined ? 'clock' : 'event';
  const base = { ...placed(drop, way, first), basis, candidates: all } as const;
  if (all.length > 1)
    return {
      ...base,
      certainty: 'possible',
      reason: 'more than one limit or event fits in time and in kind',
      evidenceNeeded: splitting(all),
    };
  if (basis === 'clock' && outlived(first.timer!, drop, way))
    return {
      ...base,
      certainty: 'possible',
      candidates: distinct([...all, ...leftOver(drop, way).candidates]),
      reason: 'fits, but the connection lived through such silences before',
      evidenceNeeded: `the value in force at ${first.hop}`,
    };
  return {
    ...base,
    certainty: 'likely',
    reason: 'fits in time and in kind, and nothing else does',
  };
}

function splitting(candidates: readonly Candidate[]): string {
  const hops = hopsOf(candidates);
  return hops.length > 1
    ? `the logs of ${hops.join(' and ')}: who ended it first; or another value for one of them`
    : 'another value for one of the settings';
}

/** What is left when no clock and no event may explain it. */
export function byMechanism(drop: Drop, { way, stalls }: Pick<Ground, 'way' | 'stalls'>): Judged {
  const left = leftOver(drop, way);
  const stall = stallCandidate(drop, way, stalls);
  const candidates = stall === undefined ? left.candidates : [...left.candidates, stall];
  const base = {
    basis: 'mechanism',
    axis: 'wall',
    observedMs: drop.atMs,
    candidates,
    reason: left.reason,
    evidenceNeeded: left.evidenceNeeded,
  } as const;
  if (!way.listed && candidates.length <= 1)
    return { ...base, certainty: 'unexplained', reason: 'the scenario lists no hop on this way' };
  if (hopsOf(candidates).length > 1) {
    const narrowed = candidates.length < way.stations.length;
    return { ...base, certainty: narrowed ? 'possible' : 'unexplained' };
  }
  return { ...base, certainty: isSure(drop, way) ? 'likely' : 'possible' };
}

/**
 * One hop is left. Still a timeout that nobody listed looks the same, of this hop or of another one nearer to us,
 * unless the connection had lived through longer silences.
 */
function isSure(drop: Drop, way: TargetWay): boolean {
  const { kind } = drop.ending;
  if (kind === 'unreachable' || kind === 'tls-alert' || kind === 'protocol-error') return true;
  const silenceMs = gapBeforeProvocation(drop, way) ?? idleMs(drop);
  return drop.ageMs > 3 * way.pauseMsMax && silenceMs <= 1.1 * way.pauseMsMin;
}

/** The clock on which a candidate is read, and what it showed. */
function placed(
  drop: Drop,
  way: TargetWay,
  { timer, eventAtMs }: Candidate,
): { readonly axis: Axis; readonly observedMs: number } {
  if (timer === undefined || eventAtMs !== undefined)
    return { axis: 'wall', observedMs: drop.atMs };
  if (isAge(timer)) return { axis: 'age', observedMs: drop.ageMs };
  const idle = observed(timer, drop);
  const gap = gapBeforeProvocation(drop, way);
  const crossed = gap !== undefined && idle < timer.limit.afterMs - timer.limit.earlyMs;
  return { axis: 'idle', observedMs: crossed ? Math.max(idle, gap) : idle };
}
