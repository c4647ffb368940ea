import type { Candidate } from '../conclusion.ts';
import { hopsOf } from '../conclusion.ts';
import type { Group } from '../grouping/group.ts';
import { joined, revised, targetOf } from '../grouping/group.ts';
import type { Population } from '../grouping/population.ts';
import { INSTANT_MS } from '../grouping/scan.ts';
import { sendersOf } from '../senders.ts';
import type { TargetWay } from '../target-way.ts';
import type { RunPass } from './pass.ts';

const id = 'shared-fate';

/** So many must have been open for their survival to mean something. */
const SPARED_LEAST = 3;

/** What ended TCP and WSS in one moment is a hop of both; what ended only WSS is not the balancer that TCP passes too. */
export const sharedFate: RunPass = {
  id,
  concludes:
    'which targets dropped in one moment, and which survived it, leaves only the hops that explain both',
  refutedBy: 'a target that passes the same hop in the same way and survived the moment',
  apply(groups, { grounds, population }) {
    const ways = grounds.map(({ way }) => way);
    const narrowed = new Map<Group, Group>();
    for (const moment of momentsOf(groups)) {
      const targets = new Set(moment.map(targetOf));
      const spared = ways.filter(
        (way) => !targets.has(way.index) && isSpared(way, moment, population),
      );
      const fate = { targets, common: hopsInCommon(moment, ways), spared, ways };
      for (const group of moment)
        narrowed.set(group, isOfEvent(group) ? doubted(group, fate) : narrow(group, fate));
    }
    return groups.map((group) => narrowed.get(group) ?? group);
  },
};

/**
 * Open connections and not one drop: spared. A lost session is noticed only by connections that send, so only
 * they can be seen to have been spared by it.
 */
function isSpared(way: TargetWay, moment: readonly Group[], population: Population): boolean {
  const fromMs = Math.min(...moment.map((group) => group.fromMs));
  const toMs = Math.max(...moment.map((group) => group.toMs));
  const late = moment.some((group) => group.late === true);
  if ((late && !Number.isFinite(way.pauseMsMax)) || mayBeForgotten(way)) return false;
  const graceMs = late && Number.isFinite(way.deadlineMs) ? way.pauseMsMax + way.deadlineMs : 0;
  const untilMs = toMs + INSTANT_MS + graceMs;
  if (population.droppedIn(way.index, fromMs - INSTANT_MS, untilMs)) return false;
  return population.openAt(way.index, untilMs) >= SPARED_LEAST;
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

/** Groups that overlap in time, give or take an instant; those that an event explains only beside known instants. */
function momentsOf(groups: readonly Group[]): readonly (readonly Group[])[] {
  const timed = groups
    .filter(({ together }) => together === true)
    .sort((a, b) => a.fromMs - b.fromMs);
  const moments: Group[][] = [];
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const group of timed) {
    const { fromMs, toMs } = group;
    if (fromMs <= untilMs + INSTANT_MS) moments.at(-1)!.push(group);
    else moments.push([group]);
    untilMs = Math.max(untilMs, toMs);
  }
  for (const burst of groups.filter(isOfEvent)) {
    const beside = moments.find((moment) => moment.every((one) => isBeside(one, burst)));
    beside?.push(burst);
  }
  return moments;
}

/** A moment wider than this is no instant that another could share. */
const INSTANT_KNOWN_MS = 5_000;

function isBeside(one: Group, other: Group): boolean {
  const known = one.toMs - one.fromMs <= INSTANT_KNOWN_MS;
  return known && one.fromMs <= other.toMs + INSTANT_MS && one.toMs >= other.fromMs - INSTANT_MS;
}

/** Fewest that make a burst. */
const BURST_LEAST = 3;

/** A burst that a known event explains. */
function isOfEvent({ together, conclusion, cases, axis }: Group): boolean {
  const [only] = conclusion.candidates;
  if (together === true || conclusion.basis !== 'event' || axis !== 'wall') return false;
  return cases.length >= BURST_LEAST && only?.eventAtMs !== undefined && only.overrun !== true;
}

/** Hops that can have ended every group of a moment. */
function hopsInCommon(moment: readonly Group[], ways: readonly TargetWay[]): ReadonlySet<string> {
  const sets = moment.map((group) => {
    if (!isOfEvent(group)) return hopsOf(group.conclusion.candidates);
    const able = sendersOf(group.cases[0]!.drop, ways[targetOf(group)]!);
    return hopsOf([...group.conclusion.candidates, ...able.candidates]);
  });
  return new Set(sets[0]!.filter((hop) => sets.every((set) => set.includes(hop))));
}

/** An event explains this burst, but not the one of others in the same moment, which another hop can explain both. */
function doubted(group: Group, { targets, common, ways }: Fate): Group {
  const { conclusion } = group;
  const { hop } = conclusion.candidates[0]!;
  if (targets.size < 2 || common.size === 0 || common.has(hop)) return group;
  const others = [...targets].filter((index) => index !== targetOf(group));
  const names = others.map((index) => ways[index]!.target.name).join(' and ');
  const able = sendersOf(group.cases[0]!.drop, ways[targetOf(group)]!).candidates;
  const shared = able.filter((candidate) => common.has(candidate.hop));
  const note = `${names} dropped in the same moment, and not by ${hop}`;
  return revised(id, group, {
    found: note,
    conclusion: {
      ...conclusion,
      candidates: [...conclusion.candidates, ...shared],
      certainty: 'possible',
    },
    note: joined(group.note, note),
  });
}

interface Fate {
  readonly targets: ReadonlySet<number>;
  readonly common: ReadonlySet<string>;
  readonly spared: readonly TargetWay[];
  readonly ways: readonly TargetWay[];
}

function narrow(group: Group, { targets, common, spared, ways }: Fate): Group {
  const { conclusion } = group;
  const kept = conclusion.candidates.filter(({ hop }) => common.size === 0 || common.has(hop));
  const own = ways[targetOf(group)]!;
  const unshared = kept.filter((candidate) => !sparedPass(candidate, spared, own));
  const left = unshared.length > 0 ? unshared : kept;
  if (left.length === conclusion.candidates.length) return group;
  const names = [...targets].map((index) => ways[index]!.target.name);
  const died = names.length > 1 ? `${names.join(' and ')} dropped together` : '';
  const lived =
    left.length < kept.length
      ? `${spared.map(({ target }) => target.name).join(', ')} survived it`
      : '';
  const fate = joined(died, lived);
  return revised(id, group, {
    found: fate,
    conclusion: { ...conclusion, candidates: left, certainty: narrowedCertainty(group, left, own) },
    note: joined(group.note, fate),
  });
}

function narrowedCertainty(
  { conclusion, orTimeout }: Group,
  left: readonly Candidate[],
  way: TargetWay,
) {
  const one = hopsOf(left).length === 1 && way.listed && orTimeout !== true;
  return one && conclusion.basis === 'mechanism' ? 'likely' : conclusion.certainty;
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
