import type { Route } from '../../manifests/route.ts';
import { hopKind } from '../../path/kinds/all.ts';
import type { Hop, HopRole, Limit, PathEvent } from '../../path/path.ts';
import { mayBeSet } from '../../path/unread.ts';
import { SILENCE, type Timer, type Way, wayOf } from '../../path/way.ts';
import { seconds } from '../figures.ts';
import type { Known, Promised } from './promised.ts';

/** One respect in which two ways are compared. */
export interface Respect {
  readonly id: string;
  /** For people: `silence`, `maximum age`. */
  readonly title: string;
  /** Limits that bear on it. */
  concerns(limit: Clock): boolean;
  /** The event that it is about, and the role of the hops that have to say what they do then. */
  readonly event?: { readonly event: PathEvent; readonly role: HopRole; readonly title: string };
}

type Clock = Pick<Limit, 'startsAt' | 'resetBy' | 'event'>;

/** In the order in which they are printed. */
export const RESPECTS: readonly Respect[] = [
  { id: 'silence', title: 'silence', concerns: isIdle },
  {
    id: 'client-only',
    title: 'only the client sends',
    concerns: (limit) => isIdle(limit) && limit.resetBy === 'bytes-to-client',
  },
  {
    id: 'server-only',
    title: 'only the server sends',
    concerns: (limit) => isIdle(limit) && limit.resetBy === 'bytes-to-backend',
  },
  { id: 'age', title: 'maximum age', concerns: (limit) => isOld(limit) },
  after('reload', { role: 'ingress', title: 'reload or listener update' }),
  after('shutdown', { role: 'ingress', title: 'stop of the proxy' }),
  after('backend-stop', { role: 'backend', title: 'stop of a backend pod' }),
  after('backend-removed', { role: 'load-balancer', title: 'removal from the balancer' }),
];

function isIdle(limit: Clock): boolean {
  return limit.startsAt === 'last-reset' && !isOld(limit);
}

function isOld(limit: Clock): boolean {
  return (
    limit.startsAt === 'open' || (limit.startsAt === 'last-reset' && limit.resetBy === 'nothing')
  );
}

function after(event: PathEvent, { role, title }: { role: HopRole; title: string }): Respect {
  return {
    id: event,
    title: `after ${title}`,
    // A changed listener is to an Envoy what a reload is to nginx.
    concerns: (limit) =>
      limit.startsAt === 'event' &&
      (limit.event === event || (event === 'reload' && limit.event === 'listener-update')),
    event: { event, role, title },
  };
}

/** The way of a route, without traffic of its own. */
export function wayOn(route: Route): Way {
  const via = route.hops.hops.map(({ id }) => id);
  return wayOf(route.hops, { address: route, via, traffic: SILENCE });
}

/** What a way promises in one respect: its shortest limit there, unless something unread decides. */
export function promiseOf(way: Way, respect: Respect): Promised {
  const timers = way.timers.filter(({ limit }) => respect.concerns(limit));
  const known = knownOf(timers.filter(({ limit }) => limit.maybeSetBy === undefined));
  const why = [...valuesInDoubt(timers), ...hopsInDoubt(way, respect), ...silentHops(way, respect)];
  if (why.length > 0)
    return {
      kind: 'unknown',
      why: [...new Set(why)],
      ...(known !== undefined && { atMost: known }),
    };
  return known === undefined ? { kind: 'never' } : { kind: 'after', ...known };
}

function knownOf(timers: readonly Timer[]): Known | undefined {
  const [first, ...others] = [...timers].sort((a, b) => a.limit.afterMs - b.limit.afterMs);
  return first === undefined ? undefined : { ms: first.limit.afterMs, by: [first, ...others] };
}

function valuesInDoubt(timers: readonly Timer[]): readonly string[] {
  return timers.flatMap(({ hop, limit: { setting, afterMs, maybeSetBy } }) =>
    maybeSetBy === undefined
      ? []
      : [`${hop.id} ${setting} ${seconds(afterMs)}? ${mayBeSet(maybeSetBy)}`],
  );
}

/** Hops that may have a limit in this respect which nobody can state. */
function hopsInDoubt(way: Way, respect: Respect): readonly string[] {
  return way.unread.flatMap(({ hop, unread }) => {
    const bearing = unread.filter(({ setting }) => mayConcern(hop, setting, respect));
    return bearing.length === 0 ? [] : [`${hop.id}: ${mayBeSet(bearing)}`];
  });
}

function mayConcern({ kind }: Hop, setting: string | undefined, respect: Respect): boolean {
  const spec = hopKind(kind)?.limits.find((limit) => limit.setting === setting);
  return spec === undefined || respect.concerns(spec);
}

/** Hops of which nobody has said what the event does to their connections. */
function silentHops(
  { stations, timers }: Way,
  { event: about, concerns }: Respect,
): readonly string[] {
  if (about === undefined) return [];
  const { event, role, title } = about;
  return stations
    .filter((station) => station.role === role)
    .filter(({ id }) => !timers.some(({ hop, limit }) => hop.id === id && concerns(limit)))
    .filter(({ kind }) => hopKind(kind)?.spares?.some((one) => one.event === event) !== true)
    .map(({ id, kind }) => `nothing is known of what the ${title} does to ${id} (${kind})`);
}
