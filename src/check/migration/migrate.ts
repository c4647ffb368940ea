import { isUnknownBalancer } from '../../manifests/reading.ts';
import type { Route } from '../../manifests/route.ts';
import type { Capacity, NoUpgrade } from '../../path/path.ts';
import { isSecure, isWebSocket } from '../../path/transport.ts';
import type { Checked } from '../check.ts';
import { type Pair, type Pairing, pairWays } from './pair-ways.ts';
import { type Change, changeOf, type Promised } from './promised.ts';
import { promiseOf, RESPECTS, wayOn } from './promises.ts';
import { type UnusedTimeout, unusedTimeouts } from './unused-timeouts.ts';

/** Two sets of manifests, way by way and promise by promise. */
export interface Migration extends Omit<Pairing, 'pairs'> {
  readonly ways: readonly ComparedWay[];
  /** Rules that find something in the new set and found nothing in the old one. */
  readonly newFindings: Checked['findings'];
}

export interface ComparedWay extends Pair {
  readonly promises: readonly ComparedPromise[];
  /**
   * What is in front is known on neither side: its limits are left out, and the promises are those of what is behind it.
   */
  readonly isFrontUnknown: boolean;
  readonly tls: 'same' | 'gained' | 'lost';
  /** Set where the new way refuses the upgrade to WebSocket that the old one passes on. */
  readonly lostUpgrade: NoUpgrade | undefined;
  /** How many connections the hops of each side let be open at once, where that is known. */
  readonly capacities: { readonly old: readonly Capacity[]; readonly new: readonly Capacity[] };
  /** Timeouts that are written on the new route and limit none of its connections. */
  readonly unused: readonly UnusedTimeout[];
}

export interface ComparedPromise {
  readonly id: string;
  readonly title: string;
  readonly old: Promised;
  readonly new: Promised;
  readonly change: Change;
}

/** What becomes of each promise of the old set in the new one. */
export function compareSets(old: Checked, fresh: Checked): Migration {
  const { pairs, gone, added } = pairWays(old.subject.routes, fresh.subject.routes);
  const known = new Set(old.findings.map(({ rule }) => rule));
  return {
    ways: pairs.map(compareWay),
    gone,
    added,
    newFindings: fresh.findings.filter(
      ({ rule, severity }) => severity !== 'info' && !known.has(rule),
    ),
  };
}

function compareWay(pair: Pair): ComparedWay {
  const isFrontUnknown = [pair.old, pair.new].every(({ hops }) =>
    hops.hops.some(isUnknownBalancer),
  );
  const compared = isFrontUnknown ? withoutFront : (route: Route) => route;
  const [before, after] = [wayOn(compared(pair.old)), wayOn(compared(pair.new))];
  const promises = RESPECTS.map((respect): ComparedPromise => {
    const [old, fresh] = [promiseOf(before, respect), promiseOf(after, respect)];
    const { id, title } = respect;
    return { id, title, old, new: fresh, change: changeOf(old, fresh) };
  });
  return {
    ...pair,
    promises,
    isFrontUnknown,
    tls: tlsOf(pair),
    lostUpgrade: refusalOf(pair.old) === undefined ? refusalOf(pair.new) : undefined,
    capacities: { old: capacitiesOf(pair.old), new: capacitiesOf(pair.new) },
    unused: unusedTimeouts(pair.new),
  };
}

function refusalOf({ transport, hops }: Route): NoUpgrade | undefined {
  return isWebSocket(transport) ? hops.hops.find((hop) => hop.noUpgrade)?.noUpgrade : undefined;
}

function capacitiesOf({ hops }: Route): readonly Capacity[] {
  return hops.hops.flatMap(({ capacities = [] }) => capacities);
}

function withoutFront(route: Route): Route {
  return { ...route, hops: { hops: route.hops.hops.filter((hop) => !isUnknownBalancer(hop)) } };
}

function tlsOf({ old, new: fresh }: Pair): ComparedWay['tls'] {
  const [before, after] = [old, fresh].map(({ transport }: Route) => isSecure(transport));
  if (before === after) return 'same';
  return after === true ? 'gained' : 'lost';
}

/** True when nothing that was promised is shorter, unknown or gone. */
export function keepsPromises({ ways, gone }: Migration): boolean {
  return gone.length === 0 && ways.every(keepsWay);
}

function keepsWay({ promises, tls, lostUpgrade }: ComparedWay): boolean {
  return (
    tls !== 'lost' &&
    lostUpgrade === undefined &&
    promises.every(({ change }) => change !== 'shorter' && change !== 'unknown')
  );
}
