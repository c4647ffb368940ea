import type { Prng } from '../../base/prng.ts';
import { HOP_KINDS } from '../../path/kinds/all.ts';
import type { Effect, Hop, HopRole, Limit, Path } from '../../path/path.ts';
import { catalogued, hop, limit } from '../explain/fixtures.ts';

const TIMES_S = [15, 30, 45, 60, 90, 100, 240, 300, 350, 600, 900, 3_600];
/** Of what the scenario does not know: equal values would be ambiguous by nature. */
const OTHERS_S = [20, 55, 120, 180, 353, 500, 1_200, 2_700];
const GRACES_S = [5, 10, 30, 60, 240];
/** What restarts a limit that nobody listed. */
const CLOCKS = ['packets', 'bytes', 'bytes-to-backend', 'bytes-to-client', 'nothing'] as const;
const FORGETS: readonly Effect[] = ['rst', 'rst-on-next-packet', 'silent'];

/** A balancer, perhaps a node that tracks connections, an ingress and pods: vendors and values at random. */
export function randomPath(prng: Prng): Path {
  const hops = [hop('client', 'generator', 'client'), balancer(prng)];
  const node = catalogued('node', 'conntrack', {
    'established-timeout': prng.chance(0.3) ? seconds(prng) : 86_400_000,
  });
  const before = prng.chance(0.4);
  if (before) hops.push(node);
  hops.push(vendor(prng, { id: 'ingress', usual: 'ingress-nginx', role: 'ingress' }));
  if (!before && prng.chance(0.5)) hops.push(node);
  hops.push(vendor(prng, { id: 'pod', usual: 'pod', role: 'backend' }));
  return { hops };
}

/**
 * The path as it is in truth: whether a balancer ends TCP is settled, and where the scenario is wrong about it
 * there is a value that is not in force, or a hop more.
 */
export function truePath(path: Path, prng: Prng): Path {
  const hops = path.hops.map((one) => (one.role === 'load-balancer' ? settled(one, prng) : one));
  if (prng.chance(0.8)) return { hops };
  if (prng.chance(0.5)) return { hops: [hops[0]!, stranger(prng), ...hops.slice(1)] };
  const wrong = 1 + prng.index(hops.length - 1);
  return { hops: hops.map((one, index) => (index === wrong ? withOtherValues(one, prng) : one)) };
}

/** A balancer either ends TCP itself, or can only lose sessions and reset them. */
function settled(one: Hop, prng: Prng): Hop {
  const isProxying = (effect: Effect) => effect === 'fin' || effect === 'close-notify';
  const effects = one.limits.flatMap((each) => each.effects);
  const proxying = effects.filter(isProxying).length;
  const known = HOP_KINDS.find(({ kind }) => kind === one.kind)?.terminates ?? 'maybe';
  const isProxy = prng.chance(proxying / Math.max(1, effects.length));
  const endsTcp = known === 'maybe' ? isProxy : known === 'yes';
  const limits = one.limits.map((each) => {
    const kept = each.effects.filter(
      (effect) => effect === 'rst' || isProxying(effect) === endsTcp,
    );
    return { ...each, effects: kept.length > 0 ? kept : (['rst'] as const) };
  });
  return { ...one, endsTcp, limits };
}

function stranger(prng: Prng): Hop {
  const timeout = limit('unlisted-timeout', other(prng), {
    resetBy: CLOCKS[prng.index(CLOCKS.length)]!,
    effects: [FORGETS[prng.index(FORGETS.length)]!],
  });
  return hop('unlisted', 'custom', 'nat', [timeout]);
}

function withOtherValues(one: Hop, prng: Prng): Hop {
  return { ...one, limits: one.limits.map((each) => ({ ...each, afterMs: other(prng) })) };
}

function balancer(prng: Prng): Hop {
  if (prng.chance(0.4)) {
    const slb = catalogued('slb', 'alibaba-slb', { 'established-timeout': seconds(prng) });
    const effects = [FORGETS[prng.index(FORGETS.length)]!];
    return { ...slb, limits: slb.limits.map((one) => ({ ...one, effects })) };
  }
  return vendor(prng, { id: 'slb', usual: 'haproxy', role: 'load-balancer' });
}

interface Wanted {
  readonly id: string;
  readonly usual: string;
  readonly role: HopRole;
}

/** The usual vendor or any other, each of its limits at its default, at another value, or not configured. */
function vendor(prng: Prng, { id, usual, role }: Wanted): Hop {
  const others = HOP_KINDS.filter((one) => one.role === role && isWebAble(one.carries));
  const kind = prng.chance(0.6) ? usual : others[prng.index(others.length)]!.kind;
  const found = HOP_KINDS.find((one) => one.kind === kind)!;
  const values = found.limits.flatMap(({ key, startsAt, defaultMs }): [string, number][] => {
    if (startsAt === 'event') return [[key, GRACES_S[prng.index(GRACES_S.length)]! * 1_000]];
    return prng.chance(defaultMs === undefined ? 0.2 : 0.6) ? [[key, seconds(prng)]] : [];
  });
  return catalogued(id, kind, Object.fromEntries(values));
}

function isWebAble(carries: readonly string[] | undefined): boolean {
  return carries === undefined || carries.includes('wss');
}

function other(prng: Prng): number {
  return OTHERS_S[prng.index(OTHERS_S.length)]! * 1_000;
}

function seconds(prng: Prng): number {
  return TIMES_S[prng.index(TIMES_S.length)]! * 1_000;
}

/** Limits that nothing outlives are left out of a quiet path. */
export function quietPath(path: Path, isHarmless: (one: Limit) => boolean): Path {
  return { hops: path.hops.map((one) => ({ ...one, limits: one.limits.filter(isHarmless) })) };
}
