import type { Station } from '../../path/way.ts';
import { hopsOf } from '../conclusion.ts';
import type { ExplainContext } from '../drop.ts';
import type { Case, Group } from '../grouping/group.ts';
import { joined, revised, spanOf, targetOf } from '../grouping/group.ts';
import { logLikelihoodRatio } from '../grouping/scan.ts';
import type { Origin } from '../origins.ts';
import { ORIGINS, originOf } from '../origins.ts';
import type { TargetWay } from '../target-way.ts';
import { counted } from '../words.ts';
import type { RunPass } from './pass.ts';

const id = 'common-origin';

/** Fewest for which a common origin is worth a word. */
const ORIGIN_LEAST = 5;

/** One false alarm in a thousand groups is accepted. */
const FALSE_ALARM = 1e-3;

/** The few others of a group may be there by accident. */
const NEARLY_ALL = 0.9;

const NAMES: Readonly<Record<Origin, string>> = {
  backend: 'backend',
  node: 'node',
  peer: 'balancer address',
  localAddress: 'source address',
};

export const commonOrigin: RunPass = {
  id,
  concludes:
    'far more of the drops share a pod, a node, or an address of the balancer or of soak than of the connections do: only hops that differ between those are left',
  refutedBy: 'drops on other pods, nodes or addresses, by their share of the connections',
  apply(groups, { grounds, context }) {
    return groups.flatMap((group) => byOrigin(group, grounds[targetOf(group)]!.way, context));
  },
};

/** Scattered drops are split for it. */
function byOrigin(group: Group, way: TargetWay, context: ExplainContext): readonly Group[] {
  const found = originInCommon(group.cases, context);
  if (found === undefined) return [group];
  const { members } = found;
  if (members.length >= NEARLY_ALL * group.cases.length) return [narrowed(group, found, way)];
  const isScattered = group.conclusion.basis === 'mechanism' && group.together !== true;
  if (!isScattered) return [group];
  const inside = new Set(members);
  const others = group.cases.filter((one) => !inside.has(one));
  const rest = { ...group, cases: others, ...spanOf(others, group.conclusion) };
  const share = { ...group, cases: members, ...spanOf(members, group.conclusion) };
  return [narrowed(share, found, way), ...byOrigin(rest, way, context)];
}

interface Common {
  readonly kind: Origin;
  readonly value: string;
  readonly members: readonly Case[];
  /** Of the target's connections. */
  readonly share: number;
}

function originInCommon(
  cases: readonly Case[],
  { originShare }: ExplainContext,
): Common | undefined {
  if (cases.length < ORIGIN_LEAST || originShare === undefined) return undefined;
  let best: (Omit<Common, 'members'> & { readonly surprise: number }) | undefined;
  for (const kind of ORIGINS) {
    const { known, counts } = originsAmong(cases, kind);
    for (const [value, count] of counts) {
      if (count < ORIGIN_LEAST) continue;
      const share = originShare(kind, value, cases[0]!.drop.target);
      const surprise = logLikelihoodRatio(count, known, share);
      const trials = Math.max(counts.size, 1 / share) * ORIGINS.length;
      if (share <= 0 || trials * Math.exp(-surprise) >= FALSE_ALARM) continue;
      if (best === undefined || surprise > best.surprise) best = { kind, value, share, surprise };
    }
  }
  if (best === undefined) return undefined;
  const { kind, value } = best;
  return { ...best, members: cases.filter(({ drop }) => originOf(kind, drop) === value) };
}

/** How many cases have each origin, in the order in which it was met first, and how many have any. */
function originsAmong(
  cases: readonly Case[],
  kind: Origin,
): { readonly known: number; readonly counts: ReadonlyMap<string, number> } {
  const counts = new Map<string, number>();
  let known = 0;
  for (const { drop } of cases) {
    const value = originOf(kind, drop);
    if (value === undefined) continue;
    known += 1;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return { known, counts };
}

function narrowed(group: Group, common: Common, way: TargetWay): Group {
  const { kind, value, members, share } = common;
  const { conclusion, cases, orTimeout } = group;
  const of = members.length === cases.length ? 'all' : `${counted(members.length)} of`;
  const found = `${of} ${counted(cases.length)} on ${NAMES[kind]} ${value}, which held ${counted(100 * share)} % of the connections`;
  const note = joined(group.note, found);
  const able = conclusion.candidates.filter(({ hop }) => differs(kind, hop, way.stations));
  if (conclusion.basis !== 'mechanism' || able.length === 0)
    return revised(id, group, { found, note });
  const isOne = hopsOf(able).length === 1 && orTimeout !== true;
  return revised(id, group, {
    found,
    note,
    conclusion: { ...conclusion, candidates: able, certainty: isOne ? 'likely' : 'possible' },
  });
}

/** Whether connections of another origin pass another instance of this hop. */
function differs(kind: Origin, hop: string, stations: readonly Station[]): boolean {
  const index = stations.findIndex(({ id }) => id === hop);
  const station = stations[index];
  if (station === undefined) return false;
  const front = stations.findLastIndex(
    ({ role }) => role === 'load-balancer' || role === 'ingress',
  );
  switch (kind) {
    case 'backend':
    case 'node':
      return index > front;
    case 'peer':
      return index <= stations.findIndex(({ role }) => role === 'load-balancer');
    case 'localAddress':
      return station.role === 'nat' && index < front;
  }
}
