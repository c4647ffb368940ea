import { leadsTo, type Route } from '../manifests/route.ts';
import { canEnd, type FatedTimer, fatesOn } from '../path/fate.ts';
import type { Path, PlacedLimit } from '../path/path.ts';
import { type Way, wayOf } from '../path/way.ts';
import { expectsDrop, holdOf } from '../scenario/hold.ts';
import type { Scenario, Target } from '../scenario/scenario.ts';
import type { Subject } from './subject.ts';

/** A way that a target's connections take, with what each limit on it does to them in this run. */
export interface TargetWay {
  readonly target: Target;
  readonly way: Way<Target>;
  readonly fates: readonly FatedTimer[];
  /** The way of the manifests, when it is one. */
  readonly route?: Route;
}

/** Every target with every way that it takes: the path that the scenario writes, and ways of the manifests. */
export function targetWays({ plan, routes }: Subject): readonly TargetWay[] {
  if (plan === undefined) return [];
  const { scenario } = plan;
  return scenario.targets.flatMap((target) => {
    const written = targetWay(scenario.path, target, scenario);
    // A path that was read is one of the routes already.
    const isOwn = written.fates.length > 0 && scenario.path.isRead !== true;
    const found = routes
      .filter((route) => isRouteOf(route, target))
      .map((route) => ({ ...onRoute(route, target, scenario), route }));
    return isOwn ? [written, ...found] : found;
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

/** The targets that take this way and that this limit of it closes without their expecting it. */
export function closedBy(
  { hop, limit }: PlacedLimit,
  route: Route,
  subject: Subject,
): readonly Target[] {
  const { plan } = subject;
  if (plan === undefined) return [];
  return targetsOf(route, subject).filter((target) =>
    onRoute(route, target, plan.scenario).fates.some(
      (one) => one.hop === hop && one.limit === limit && isReached(one),
    ),
  );
}

/** True when connections get as far as this limit, or would if no other closed them before. */
export function isReached({ fate }: FatedTimer): boolean {
  return canEnd(fate) || fate.kind === 'preceded';
}

function onRoute(route: Route, target: Target, scenario: Scenario): TargetWay {
  const via = route.hops.hops.map(({ id }) => id);
  return targetWay(route.hops, { ...target, via }, scenario);
}

function targetWay(path: Path, target: Target, scenario: Scenario): TargetWay {
  const way = wayOf(path, target);
  const hold = holdOf(scenario, target);
  const fates = fatesOn(way, hold).map((one) => withoutEdge(one, hold.holdMs));
  return { target, way, fates };
}

/** A limit that is set to the length of the hold is meant to outlast it: no rule calls that a mistake. */
function withoutEdge(one: FatedTimer, holdMs: number): FatedTimer {
  const isEdge = one.fate.kind === 'may-end' && one.fate.why === 'hold';
  return isEdge && one.limit.afterMs >= holdMs ? { ...one, fate: { kind: 'beyond' } } : one;
}

/** True when a target of this way expects to be dropped by one of its limits. */
export function expectsAny({ target, fates }: TargetWay): boolean {
  return fates.some((one) => expectsDrop(target, one));
}
