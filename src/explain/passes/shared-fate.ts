import { leftOver } from '../rules/possible-senders.ts';
import type { TargetWay } from '../target-way.ts';
import type { Candidate } from '../verdict.ts';
import { hopsOf } from '../verdict.ts';
import type { Bundle } from './bundle.ts';
import { INSTANT_MS } from './scan.ts';

/** So many must have been open for their survival to mean something. */
const SPARED_LEAST = 3;

/**
 * Who died together and who was spared narrows the hops: what ended TCP and WSS in one moment is a hop of
 * both; what ended only WSS is not the balancer that TCP passes as well.
 */
export function sharedFate(
  bundles: readonly Bundle[],
  ways: readonly TargetWay[],
  census: Census,
): readonly Bundle[] {
  const narrowed = new Map<Bundle, Bundle>();
  for (const moment of momentsOf(bundles)) {
    const targets = new Set(moment.map(targetOf));
    const spared = ways.filter((way) => !targets.has(way.index) && isSpared(way, moment, census));
    const common = hopsInCommon(moment, ways);
    for (const bundle of moment) {
      const fate = { targets, common, spared, ways };
      narrowed.set(bundle, isOfEvent(bundle) ? doubted(bundle, fate) : narrow(bundle, fate));
    }
  }
  return bundles.map((bundle) => narrowed.get(bundle) ?? bundle);
}

/**
 * Open connections and not one drop: spared. A lost session is noticed only by those who speak, so only
 * they can be seen to have been spared by it.
 */
function isSpared(way: TargetWay, moment: readonly Bundle[], census: Census): boolean {
  const fromMs = Math.min(...moment.map((bundle) => bundle.fromMs));
  const toMs = Math.max(...moment.map((bundle) => bundle.toMs));
  const late = moment.some((bundle) => bundle.late === true);
  if ((late && !Number.isFinite(way.pauseMsMax)) || mayBeForgotten(way)) return false;
  const graceMs = late && Number.isFinite(way.deadlineMs) ? way.pauseMsMax + way.deadlineMs : 0;
  const untilMs = toMs + INSTANT_MS + graceMs;
  if (census.droppedIn(way.index, fromMs - INSTANT_MS, untilMs)) return false;
  return census.openAt(way.index, untilMs) >= SPARED_LEAST;
}

/** Its connections look open while a hop has forgotten them long ago: nothing reaches them any more. */
function mayBeForgotten({ timers, pauseMsMax }: TargetWay): boolean {
  return timers.some(
    ({ limit, sights, heldByKeepalive }) =>
      !heldByKeepalive &&
      limit.startsAt !== 'event' &&
      limit.afterMs < pauseMsMax &&
      sights.some(({ noticed }) => noticed === 'next-packet'),
  );
}

/** Who was open, and who dropped, at a time. */
export interface Census {
  openAt(target: number, atMs: number): number;
  droppedIn(target: number, fromMs: number, toMs: number): boolean;
}

/** Bundles that overlap in time, give or take an instant; those that an event explains only beside known instants. */
function momentsOf(bundles: readonly Bundle[]): readonly (readonly Bundle[])[] {
  const timed = bundles
    .filter(({ together }) => together === true)
    .sort((a, b) => a.fromMs - b.fromMs);
  const moments: Bundle[][] = [];
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const bundle of timed) {
    const { fromMs, toMs } = bundle;
    if (fromMs <= untilMs + INSTANT_MS) moments.at(-1)!.push(bundle);
    else moments.push([bundle]);
    untilMs = Math.max(untilMs, toMs);
  }
  for (const burst of bundles.filter(isOfEvent)) {
    const beside = moments.find((moment) => moment.every((one) => isBeside(one, burst)));
    beside?.push(burst);
  }
  return moments;
}

/** A moment wider than this is no instant that another could share. */
const INSTANT_KNOWN_MS = 5_000;

function isBeside(one: Bundle, other: Bundle): boolean {
  const known = one.toMs - one.fromMs <= INSTANT_KNOWN_MS;
  return known && one.fromMs <= other.toMs + INSTANT_MS && one.toMs >= other.fromMs - INSTANT_MS;
}

/** Fewest that make a burst. */
const BURST_LEAST = 3;

/** A burst that a known event explains. */
function isOfEvent({ together, verdict, cases, axis }: Bundle): boolean {
  const [only] = verdict.candidates;
  if (together === true || verdict.basis !== 'event' || axis !== 'wall') return false;
  return cases.length >= BURST_LEAST && only?.eventAtMs !== undefined && only.overrun !== true;
}

/** Hops that can have ended every bundle of a moment. */
function hopsInCommon(moment: readonly Bundle[], ways: readonly TargetWay[]): ReadonlySet<string> {
  const sets = moment.map((bundle) => {
    if (!isOfEvent(bundle)) return hopsOf(bundle.verdict.candidates);
    const able = leftOver(bundle.cases[0]!.drop, ways[targetOf(bundle)]!);
    return hopsOf([...bundle.verdict.candidates, ...able.candidates]);
  });
  return new Set(sets[0]!.filter((hop) => sets.every((set) => set.includes(hop))));
}

/** An event explains this burst, but not the one of others in the same moment, which another hop can explain both. */
function doubted(bundle: Bundle, { targets, common, ways }: Fate): Bundle {
  const { verdict } = bundle;
  const { hop } = verdict.candidates[0]!;
  if (targets.size < 2 || common.size === 0 || common.has(hop)) return bundle;
  const others = [...targets].filter((index) => index !== targetOf(bundle));
  const names = others.map((index) => ways[index]!.target.name).join(' and ');
  const able = leftOver(bundle.cases[0]!.drop, ways[targetOf(bundle)]!).candidates;
  const shared = able.filter((candidate) => common.has(candidate.hop));
  const note = `${names} died in the same moment, and not by ${hop}`;
  return {
    ...bundle,
    verdict: { ...verdict, candidates: [...verdict.candidates, ...shared], certainty: 'possible' },
    note: [bundle.note, note].filter((words) => words !== undefined && words !== '').join('; '),
  };
}

interface Fate {
  readonly targets: ReadonlySet<number>;
  readonly common: ReadonlySet<string>;
  readonly spared: readonly TargetWay[];
  readonly ways: readonly TargetWay[];
}

function narrow(bundle: Bundle, { targets, common, spared, ways }: Fate): Bundle {
  const { verdict } = bundle;
  const kept = verdict.candidates.filter(({ hop }) => common.size === 0 || common.has(hop));
  const own = ways[targetOf(bundle)]!;
  const unshared = kept.filter((candidate) => !sparedPass(candidate, spared, own));
  const left = unshared.length > 0 ? unshared : kept;
  if (left.length === verdict.candidates.length) return bundle;
  const names = [...targets].map((index) => ways[index]!.target.name);
  const died = names.length > 1 ? `${names.join(' and ')} died together` : '';
  const lived =
    left.length < kept.length
      ? `${spared.map(({ target }) => target.name).join(', ')} lived on`
      : '';
  const fate = [died, lived].filter((words) => words !== '').join('; ');
  return {
    ...bundle,
    verdict: { ...verdict, candidates: left, certainty: narrowedCertainty(bundle, left, own) },
    note: [bundle.note, fate].filter((words) => words !== undefined && words !== '').join('; '),
  };
}

function narrowedCertainty(
  { verdict, orTimeout }: Bundle,
  left: readonly Candidate[],
  way: TargetWay,
) {
  const one = hopsOf(left).length === 1 && way.listed && orTimeout !== true;
  return one && verdict.basis === 'mechanism' ? 'likely' : verdict.certainty;
}

/**
 * Whether the spared passed the hop in the same way. A backend has a listener per target, so it may fail one and
 * serve the other; a balancer that only hands packets on keeps sessions and endpoints per port.
 */
function sparedPass({ hop }: Candidate, spared: readonly TargetWay[], own: TargetWay): boolean {
  const { port } = own.target.address;
  return spared.some(({ stations, target }) =>
    stations.some(
      ({ id, role, terminates }) =>
        id === hop && role !== 'backend' && (terminates === 'yes' || target.address.port === port),
    ),
  );
}

function targetOf({ cases }: Bundle): number {
  return cases[0]!.drop.target;
}
