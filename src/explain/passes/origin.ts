import type { Station } from '../../path/way.ts';
import type { Drop, ExplainContext } from '../drop.ts';
import type { TargetWay } from '../target-way.ts';
import { hopsOf } from '../verdict.ts';
import { counted } from '../words.ts';
import type { Bundle, Case } from './bundle.ts';
import { bundled } from './bundle.ts';
import { logLikelihoodRatio } from './scan.ts';

/** What connections of one target may have in common beside their hops; the narrower first. */
export const ORIGINS = ['backend', 'node', 'peer', 'localAddress'] as const;
export type Origin = (typeof ORIGINS)[number];

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

/** Where a connection belongs. A backend may tell its node behind an `@`: `pod-7@node-2`. */
export function originOf(kind: Origin, drop: Pick<Drop, 'backend' | 'peer' | 'localAddress'>) {
  if (kind !== 'node') return drop[kind];
  const at = drop.backend?.indexOf('@') ?? -1;
  return at < 0 ? undefined : drop.backend!.slice(at + 1);
}

/**
 * Says where drops come from when far more of them share a pod, a node, a balancer's or a source address than of
 * the connections do, and leaves only the hops that differ between those. Scattered drops are split for it.
 */
export function byOrigin(
  bundle: Bundle,
  way: TargetWay,
  context: ExplainContext,
): readonly Bundle[] {
  const found = commonOrigin(bundle.cases, context);
  if (found === undefined) return [bundle];
  const { members } = found;
  const scattered = bundle.verdict.basis === 'mechanism' && bundle.together !== true;
  if (members.length < NEARLY_ALL * bundle.cases.length) {
    if (!scattered) return [bundle];
    const inside = new Set(members);
    const others = bundle.cases.filter((one) => !inside.has(one));
    const rest = { ...bundle, ...bundled(others, bundle.verdict) };
    const share = { ...bundle, ...bundled(members, bundle.verdict) };
    return [narrowed(share, found, way), ...byOrigin(rest, way, context)];
  }
  return [narrowed(bundle, found, way)];
}

interface Common {
  readonly kind: Origin;
  readonly value: string;
  readonly members: readonly Case[];
  /** Of the target's connections. */
  readonly share: number;
}

function commonOrigin(cases: readonly Case[], { originShare }: ExplainContext): Common | undefined {
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

function narrowed(bundle: Bundle, common: Common, way: TargetWay): Bundle {
  const { kind, value, members, share } = common;
  const { verdict, cases, note, orTimeout } = bundle;
  const of = members.length === cases.length ? 'all' : `${counted(members.length)} of`;
  const words = `${of} ${counted(cases.length)} on ${NAMES[kind]} ${value}, which held ${counted(100 * share)} % of the connections`;
  const told = { ...bundle, note: note === undefined || note === '' ? words : `${note}; ${words}` };
  if (verdict.basis !== 'mechanism') return told;
  const able = verdict.candidates.filter(({ hop }) => differs(kind, hop, way.stations));
  if (able.length === 0) return told;
  const one = hopsOf(able).length === 1 && orTimeout !== true;
  return {
    ...told,
    verdict: { ...verdict, candidates: able, certainty: one ? 'likely' : 'possible' },
  };
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
