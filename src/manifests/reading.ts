import type { Problem } from '../base/problem.ts';
import type { Manifests } from '../objects/read.ts';
import type { StrangeKind } from '../objects/stranger.ts';
import type { Hop } from '../path/path.ts';
import type { NotUnderstood, PathReading } from '../path/reading.ts';
import type { Routes } from './route.ts';

/** What was read of these manifests, and what was not. */
export function readingOf(
  { files, objects, strangers, problems }: Manifests,
  { routes, notes }: Routes,
): PathReading {
  const seen = strangers.filter(({ way }) => way !== undefined);
  const seenCount = seen.reduce((sum, { count }) => sum + count, 0);
  const loose = notes.filter(({ unknown }) => unknown === 'way').length;
  const understood = routes.filter(({ hops }) => !hops.hops.some(isUnknownProxy));
  return {
    files,
    objects: objects.filter(({ isUnread }) => isUnread !== true).length,
    ways: routes.length + seenCount + loose,
    understood: understood.length,
    unknownFronts: understood.filter(({ hops }) => hops.hops.some(isUnknownBalancer)).length,
    notUnderstood: [
      ...unreadable(problems),
      ...strangers.filter((one) => !isBeside(one)).map(named),
    ],
    beside: strangers.filter(isBeside).reduce((sum, { count }) => sum + count, 0),
  };
}

/** The same, where files or folders could not even be opened as texts: charts, folders that cannot be rendered. */
export function withUnreadable(reading: PathReading, problems: readonly Problem[]): PathReading {
  return { ...reading, notUnderstood: [...unreadable(problems), ...reading.notUnderstood] };
}

function isUnknownProxy(hop: Hop): boolean {
  return isUnknown(hop) && hop.role !== 'load-balancer';
}

/** True for a balancer that nobody recognizes, or that nothing describes. */
export function isUnknownBalancer(hop: Hop): boolean {
  return isUnknown(hop) && hop.role === 'load-balancer';
}

function isUnknown({ kind, unread }: Hop): boolean {
  return kind === 'custom' && unread !== undefined;
}

/** Each text once, however many errors the parser finds in it. */
function unreadable(problems: Manifests['problems']): readonly NotUnderstood[] {
  const first = new Map(problems.toReversed().map(({ at }) => [at.file, at]));
  return [...first].map(([file, at]) => ({ what: `unreadable: ${file}`, at }));
}

/** `3 IngressRoute (traefik.io)`. */
export function named({ kind, group, count, at }: StrangeKind): NotUnderstood {
  return { what: `${count} ${kind}${group === '' ? '' : ` (${group})`}`, at };
}

/** Groups of Kubernetes itself, of certificates, and of metrics: they have no influence on a connection that is open. */
const BESIDE =
  /^$|^(apps|batch|policy|autoscaling|extensions)$|\.k8s\.io$|(^|\.)cert-manager\.io$|^monitoring\.coreos\.com$/;

function isBeside({ group, way }: StrangeKind): boolean {
  const isGateway = /^gateway\.networking\.|x-k8s\.io$/.test(group);
  return way === undefined && !isGateway && BESIDE.test(group);
}
