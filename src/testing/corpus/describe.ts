import type { Position } from '../../base/problem.ts';
import { type Checked, checkManifests } from '../../check/check.ts';
import { seconds } from '../../check/figures.ts';
import type { Finding } from '../../check/rule.ts';
import type { SourceFile } from '../../check/subject.ts';
import type { Route } from '../../manifests/route.ts';
import type { Hop, Limit } from '../../path/path.ts';
import { notUnderstoodLines, readingLine } from '../../path/reading.ts';
import { doubtsOf, mayBeSet } from '../../path/unread.ts';
import { SILENCE, wayOf } from '../../path/way.ts';

/**
 * What soak makes of a set of manifests: each way with its hops and limits and where each value comes from, the
 * findings, the notes, and the sources of the defaults. For goldens that a person compares with the
 * vendor's documentation.
 */
export function describeSet(files: readonly SourceFile[]): string {
  const checked = checkManifests(files);
  const { routes, notes, reading } = checked.subject;
  const parts = [
    ...routes.map(describeWay),
    section('findings', checked.findings.map(describeFinding)),
    section(
      'notes',
      notes.map(({ at, message }) => `${place(at)}  ${message}`),
    ),
    section('unreadable', describeProblems(checked)),
    section('reading', [readingLine(reading), ...notUnderstoodLines(reading)]),
    section('sources of the defaults', sourcesOf(routes)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function describeWay(route: Route): string {
  const applying = limitsOn(route);
  const hops = route.hops.hops.flatMap((hop) => [
    `  ${hop.id.padEnd(12)} ${hop.kind}`,
    ...doubtsOf(hop).map((doubt) => `    ${doubt}`),
    ...hop.limits
      .filter((limit) => applying.has(limit))
      .map((limit) => `    ${describeLimit(limit)}`),
    ...besideLimits(hop).map((line) => `    ${line}`),
  ]);
  return [`way ${route.name}`, `  at ${place(route.at)}, to ${route.backend}`, ...hops].join('\n');
}

/** What a hop says beside its limits: how many connections it takes, and what ends none of them. */
function besideLimits({ capacities = [], inert = [], noUpgrade }: Hop): readonly string[] {
  return [
    ...capacities.map(
      ({ most, setting, counts, at }) =>
        `at most ${most} ${counts}: ${setting}, ${at === undefined ? 'default' : place(at)}`,
    ),
    ...inert.map(
      ({ setting, ms, at, why }) => `no effect: ${setting} ${seconds(ms)}, ${place(at)}; ${why}`,
    ),
    ...(noUpgrade === undefined ? [] : [`no upgrade: ${noUpgrade.why}; ${place(noUpgrade.at)}`]),
  ];
}

/** A hop may have limits of other transports and ports; they are no part of this way. */
function limitsOn(route: Route): ReadonlySet<Limit> {
  const via = route.hops.hops.map(({ id }) => id);
  const { timers } = wayOf(route.hops, { address: route, via, traffic: SILENCE });
  return new Set(timers.map(({ limit }) => limit));
}

function describeLimit(limit: Limit): string {
  const clock = clockOf(limit).padEnd(22);
  const trust = limit.verified === 'unverified' ? ' (not verified)' : '';
  const doubt = limit.maybeSetBy === undefined ? '' : '?';
  const head = `${(seconds(limit.afterMs) + doubt).padEnd(10)} ${clock} ${limit.setting}`;
  return `${head}: ${originOf(limit)}; ${limit.effects.join(' or ')}${trust}`;
}

function clockOf({ startsAt, resetBy, event }: Limit): string {
  switch (startsAt) {
    case 'last-reset':
      return `idle, ${resetBy}`;
    case 'open':
      return 'age';
    case 'event':
      return `after ${event}`;
    case 'stall':
      return 'unread';
  }
}

function originOf({ source, maybeSetBy }: Limit): string {
  if (maybeSetBy !== undefined) return `not known: ${mayBeSet(maybeSetBy)}`;
  switch (source.kind) {
    case 'manifest':
    case 'scenario':
      return place(source.at);
    case 'vendor-default':
      return source.version === undefined ? 'default' : `default of ${source.version}`;
    case 'probed':
      return `probed by ${source.run}`;
  }
}

function describeFinding({ severity, rule, at, object }: Finding): string {
  return `${severity.padEnd(7)} ${rule}  ${place(at)}  ${object}`;
}

function describeProblems({ problems }: Checked): readonly string[] {
  return problems.map(({ at, message }) => `${place(at)}  ${message}`);
}

/** Once for each kind and setting: where its default is documented. */
function sourcesOf(routes: readonly Route[]): readonly string[] {
  const hops = routes.flatMap((route) => {
    const applying = limitsOn(route);
    return route.hops.hops.map((hop) => ({
      ...hop,
      limits: hop.limits.filter((limit) => applying.has(limit)),
    }));
  });
  return [...new Set(hops.flatMap(defaultsOf))].sort();
}

function defaultsOf({ kind, limits }: Hop): readonly string[] {
  return limits.flatMap(({ setting, source }) =>
    source.kind === 'vendor-default' ? [`${kind} ${setting}: ${source.reference}`] : [],
  );
}

function place({ file, line }: Position): string {
  return line === 0 ? file : `${file}:${line}`;
}
