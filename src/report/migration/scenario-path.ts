import { onePath } from '../../manifests/one-path.ts';
import type { Route } from '../../manifests/route.ts';
import { hopKind } from '../../path/kinds/all.ts';
import type { Hop, Limit } from '../../path/path.ts';
import { doubtsOf, mayBeSet } from '../../path/unread.ts';

/** The hops of one set as a scenario writes them, and which of them each way passes. */
export interface WrittenPath {
  readonly lines: readonly string[];
  viaOf(route: Route): readonly string[];
}

/** The ways of one set, with the prefix in front of the name of each hop. The client is not among them. */
export function writtenPath(routes: readonly Route[], prefix: string): WrittenPath {
  const { path, ways } = onePath(routes);
  const hops = path.hops.filter(({ role }) => role !== 'client');
  const ids = new Set(hops.map(({ id }) => id));
  return {
    lines: hops.flatMap((hop) => hopLines({ ...hop, id: prefix + hop.id })),
    viaOf: (route) => {
      const via = ways.find((way) => way.route === route)?.via ?? [];
      return via.filter((id) => ids.has(id)).map((id) => prefix + id);
    },
  };
}

function hopLines(hop: Hop): readonly string[] {
  const isCustom = hop.kind === 'custom';
  return [
    `  - hop: ${hop.id}`,
    `    kind: ${hop.kind}`,
    ...(isCustom ? [`    role: ${hop.role}`] : []),
    ...doubtsOf(hop).map((doubt) => `    # ${oneLine(doubt)}`),
    ...switchedOff(hop),
    ...hop.limits.flatMap((limit) => limitLines(limit, hop)),
  ];
}

/** Limits that have a default and are not on this hop: the manifests switch them off. */
function switchedOff({ kind, limits }: Hop): readonly string[] {
  const specs = hopKind(kind)?.limits ?? [];
  return specs
    .filter(
      ({ defaultMs, setting }) =>
        defaultMs !== undefined && !limits.some((one) => one.setting === setting),
    )
    .map(({ key }) => `    ${key}: none`);
}

function limitLines(limit: Limit, { kind }: Hop): readonly string[] {
  const spec = hopKind(kind)?.limits.find(({ setting }) => setting === limit.setting);
  if (spec === undefined) return [];
  const line = `${spec.key}: ${durationOf(limit.afterMs)}`;
  if (limit.maybeSetBy !== undefined)
    return [`    # ${line} by default; ${oneLine(mayBeSet(limit.maybeSetBy))}`];
  if (limit.source.kind === 'vendor-default') return [`    # ${line} by default`];
  const { source } = limit;
  const at = source.kind === 'probed' ? '' : ` # ${oneLine(`${source.at.file}:${source.at.line}`)}`;
  return [`    ${line}${at}`];
}

/** `10800s`, as vendors write their settings. */
export function durationOf(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/** Text from a manifest must not end the comment that it is in. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ');
}
