import type { Route } from '../manifests/route.ts';
import type { Capacity, Hop, InertTime, Limit, PlacedLimit } from '../path/path.ts';
import { isWebSocket } from '../path/transport.ts';
import { doubtsOf, mayBeSet } from '../path/unread.ts';
import { SILENCE, wayOf } from '../path/way.ts';
import { group, seconds } from './figures.ts';
import { plainText, wrap } from './formats/plain-text.ts';
import type { Subject } from './subject.ts';

const WIDTH = 80;

/** At most this many ways are printed; a cluster may have a thousand. */
const WAYS_MAX = 12;

/** The limits in force on each way into the cluster: what closes a connection that is idle, too old, or hit by an event. */
export function printWays({ routes }: Subject): string {
  if (routes.length === 0) return '';
  const shown = routes.slice(0, WAYS_MAX).map(printWay);
  const more = routes.length > WAYS_MAX ? [`… and ${routes.length - WAYS_MAX} more`] : [];
  return ['limits in force on each way into the cluster', ...shown, ...more].join('\n');
}

function printWay(route: Route): string {
  const via = route.hops.hops.map(({ id }) => id);
  const { timers, unread } = wayOf(route.hops, { address: route, via, traffic: SILENCE });
  const lines = [...timers]
    .filter(({ limit }) => limit.startsAt !== 'stall')
    .sort((a, b) => order(a.limit) - order(b.limit) || a.limit.afterMs - b.limit.afterMs)
    .flatMap(printLimit);
  const others = route.hops.hops.flatMap((hop) => [
    ...(hop.inert ?? []).map((time) => printInert(hop, time)),
    ...(hop.capacities ?? []).map((capacity) => printCapacity(hop, capacity)),
    ...(hop.noUpgrade === undefined || !isWebSocket(route.transport) ? [] : [printNoUpgrade(hop)]),
  ]);
  const doubts = unread.flatMap(({ hop }) =>
    doubtsOf(hop).flatMap((words) => printDoubt(`${hop.id}: ${words}`)),
  );
  return [`  ${plainText(route.name)}`, ...lines, ...others, ...doubts].join('\n');
}

/** A limit in force; or a value with a question mark, and what may set another one. */
function printLimit({ hop, limit }: PlacedLimit): readonly string[] {
  const { verified, maybeSetBy } = limit;
  const figure = seconds(limit.afterMs).padStart(12) + (maybeSetBy === undefined ? ' ' : '?');
  const start = `${figure} ${when(limit).padEnd(7)} ${hop.id.padEnd(9)} ${limit.setting} (`;
  const end = verified === 'unverified' ? ', not verified)' : ')';
  const origin = originOf(limit);
  const room = Math.max(8, WIDTH - start.length - end.length);
  const shown = origin.length > room ? `…${origin.slice(1 - room)}` : origin;
  const line = start + shown + end;
  return maybeSetBy === undefined
    ? [line]
    : [line, ...printDoubt(`not known: ${mayBeSet(maybeSetBy)}`)];
}

function originOf({ source }: Limit): string {
  if (source.kind === 'manifest') return `${nameOf(source.at.file)}:${source.at.line}`;
  const version = source.kind === 'vendor-default' ? source.version : undefined;
  return version === undefined ? 'default' : `default of ${version}`;
}

function printDoubt(words: string): readonly string[] {
  return wrap(plainText(words), { width: WIDTH, first: DOUBT, rest: DOUBT });
}

/** Under the kinds of limits. */
const DOUBT = ' '.repeat(14);

/** A time that leaves open connections alone, so that nobody looks for it among the limits. */
function printInert({ id }: Hop, { setting, ms, at }: InertTime): string {
  const place = `${nameOf(at.file)}:${at.line}`;
  return `   no effect  ${''.padEnd(7)} ${id.padEnd(9)} ${setting} ${seconds(ms)} (${place})`;
}

function printCapacity({ id }: Hop, { setting, most, at }: Capacity): string {
  const origin = at === undefined ? 'default' : `${nameOf(at.file)}:${at.line}`;
  return `${group(most).padStart(12)}  ${'at once'} ${id.padEnd(9)} ${setting} (${origin})`;
}

function printNoUpgrade({ id, noUpgrade }: Hop): string {
  return `  no upgrade  ${''.padEnd(7)} ${id.padEnd(9)} ${noUpgrade?.setting}`;
}

/** The last part of a path: the findings above show all of it, and lines are short. */
function nameOf(file: string): string {
  return plainText(file.slice(file.lastIndexOf('/') + 1));
}

/** Limits that close a quiet connection by themselves come first, those that need an event last. */
function order({ startsAt }: Limit): number {
  return startsAt === 'event' ? 1 : 0;
}

function when({ startsAt, event }: Limit): string {
  switch (startsAt) {
    case 'last-reset':
      return 'idle';
    case 'open':
      return 'age';
    case 'event':
      if (event === 'backend-unhealthy') return 'failed';
      return event === 'backend-stop' || event === 'shutdown'
        ? 'stop'
        : (event ?? 'event').split('-').at(-1)!;
    case 'stall':
      return 'stall';
  }
}
