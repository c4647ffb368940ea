import { leadsTo, type Route } from '../manifests/route.ts';
import { type Limit, limitsOn, type PlacedLimit } from '../path/path.ts';
import type { Scenario, Target } from '../scenario/scenario.ts';
import type { Subject } from './subject.ts';

/** What a target's connections pass through: the path in the scenario, or a route from the manifests. */
export interface TargetWay {
  readonly target: Target;
  readonly limits: readonly PlacedLimit[];
  /** The route from the manifests, if it is one. */
  readonly route?: Route;
}

/** From the first dial to the end of the hold. */
export function holdMs({ load }: Scenario): number {
  return load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** Every target with every way that it takes. */
export function targetWays({ plan, routes }: Subject): readonly TargetWay[] {
  if (plan === undefined) return [];
  const { scenario } = plan;
  return scenario.targets.flatMap((target) => {
    const { transport, port } = target.address;
    const written = limitsOn(scenario.path, { transport, port, via: target.via });
    // A path that was read from manifests is already one of the routes.
    const isOwn = written.length > 0 && scenario.path.isRead !== true;
    const own: readonly TargetWay[] = isOwn ? [{ target, limits: written }] : [];
    const found = routes
      .filter((route) => isRouteOf(route, target))
      .map((route) => ({
        target,
        route,
        limits: limitsOn(route.hops, {
          transport,
          port,
          via: route.hops.hops.map(({ id }) => id),
        }),
      }));
    return [...own, ...found];
  });
}

/** The targets that take this way. */
export function targetsOf(route: Route, { plan }: Subject): readonly Target[] {
  return plan?.scenario.targets.filter((target) => isRouteOf(route, target)) ?? [];
}

/** True when a target's connections take this way. */
function isRouteOf(route: Route, { address }: Target): boolean {
  return leadsTo(route, address);
}

/** How often a target's traffic restarts this clock; Infinity when it never does. */
export function refreshMs({ traffic }: Target, { resetBy }: Limit): number {
  const beats = traffic.beats.filter(({ say, expect }) =>
    resetBy === 'bytes-to-client' ? expect.kind !== 'none' : say.kind !== 'nothing',
  );
  const beatMs = Math.min(...beats.map(({ everyMs, jitter }) => everyMs * (1 + jitter)));
  switch (resetBy) {
    case 'nothing':
      return Number.POSITIVE_INFINITY;
    case 'packets':
      return Math.min(beatMs, traffic.keepaliveMs ?? Number.POSITIVE_INFINITY);
    case 'bytes':
    case 'bytes-to-backend':
    case 'bytes-to-client':
      return beatMs;
  }
}

/** True when this idle limit will end the target's connections within the hold. */
export function willIdleOut(target: Target, limit: Limit, scenario: Scenario): boolean {
  if (limit.startsAt !== 'last-reset') return false;
  const everyMs = refreshMs(target, limit);
  return everyMs >= limit.afterMs && limit.afterMs < holdMs(scenario);
}

/** True when the scenario expects exactly this drop, so it is not a mistake. */
export function isExpected({ expectDrop }: Target, { hop, limit }: PlacedLimit): boolean {
  if (expectDrop === undefined) return false;
  const isHop = expectDrop.by === undefined || expectDrop.by === hop.id;
  return isHop && Math.abs(expectDrop.atMs - limit.afterMs) <= expectDrop.toleranceMs;
}
