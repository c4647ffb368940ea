import { limitNamed } from '../../path/change-of.ts';
import { type FatedTimer, fatesOn } from '../../path/fate.ts';
import { hopKind } from '../../path/kinds/all.ts';
import type { Limit } from '../../path/path.ts';
import { doubtsOf, mayBeSet } from '../../path/unread.ts';
import { wayOf } from '../../path/way.ts';
import { expectsDrop, holdOf } from '../../scenario/hold.ts';
import type { Scenario, Target } from '../../scenario/scenario.ts';

/** A limit on a target's way, and what it does in this run. */
export interface FatedLimit extends FatedTimer {
  /** The target expects to be dropped by it. */
  readonly isExpected: boolean;
}

/** Every limit on a target's way in path order, with what it does to the target's first connection. */
export function fatesOf(target: Target, scenario: Scenario): readonly FatedLimit[] {
  const way = wayOf(scenario.path, target);
  return fatesOn(way, holdOf(scenario, target)).map((one) => ({
    ...one,
    isExpected: expectsDrop(target, one),
  }));
}

/** What cannot be stated of the limits on a target's way, each reason once: empty where everything was read. */
export function doubtsOn(target: Target, scenario: Scenario): readonly string[] {
  const { timers, unread } = wayOf(scenario.path, target);
  const values = timers.flatMap(({ hop, limit: { setting, maybeSetBy } }) =>
    maybeSetBy === undefined ? [] : [`${hop.id} ${setting}: ${mayBeSet(maybeSetBy)}`],
  );
  const hops = unread.flatMap(({ hop }) => doubtsOf(hop).map((words) => `${hop.id}: ${words}`));
  return [...new Set([...values, ...hops])];
}

/**
 * True when something that is not known may end these connections in this run. What waits for an event ends none while
 * no event is planned.
 */
export function isOpenEnded(target: Target, scenario: Scenario): boolean {
  const { timers, unread } = wayOf(scenario.path, target);
  const { events = [] } = holdOf(scenario, target);
  const canAct = ({ startsAt }: Pick<Limit, 'startsAt'>) =>
    startsAt !== 'stall' && (startsAt !== 'event' || events.length > 0);
  const values = timers.filter(({ limit }) => limit.maybeSetBy !== undefined && canAct(limit));
  const hops = unread.flatMap(({ hop, unread: all }) =>
    all.filter(({ setting }) => {
      const spec = setting === undefined ? undefined : limitNamed(hopKind(hop.kind), setting);
      return spec === undefined || canAct(spec);
    }),
  );
  return values.length > 0 || hops.length > 0;
}

/** `ingress proxy-read-timeout 60 s`. */
export function limitName({ hop, limit }: FatedTimer, figure: (ms: number) => string): string {
  return `${hop.id} ${limit.setting} ${figure(limit.afterMs)}`;
}
