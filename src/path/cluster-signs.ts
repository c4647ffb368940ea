import type { ClusterSigns } from './hop-kind.ts';
import { HOP_KINDS, hopKind } from './kinds/all.ts';
import type { Hop, PathEvent } from './path.ts';

/** What names of proxies have in common, whatever the product. */
const PROXY_NAME = /ingress|gateway/i;
const SETTINGS_NAME = /ingress|gateway|tcp-services|udp-services/i;

/** A hop of which no kind says what changes mean: every change of its configuration may reload it. */
const UNKNOWN: ClusterSigns = {
  names: SETTINGS_NAME,
  onIngress: 'reload',
  onConfigMap: 'reload',
};

const ALL_SIGNS: readonly ClusterSigns[] = HOP_KINDS.flatMap(({ watch }) =>
  watch === undefined ? [] : [watch],
);

/** What changes in a cluster mean to the connections of an ingress. */
export function signsOf(hop: Hop | undefined): ClusterSigns {
  return hopKind(hop?.kind ?? '')?.watch ?? UNKNOWN;
}

/** True for the name of a proxy's pod, or of its app. */
export function isProxyName(name: string): boolean {
  return PROXY_NAME.test(name) || ALL_SIGNS.some(({ names }) => names.test(name));
}

/** True for the name of a ConfigMap that this proxy reads. */
export function isSettingsName(name: string, { names }: ClusterSigns): boolean {
  return SETTINGS_NAME.test(name) || names.test(name);
}

/** What an event means that a controller writes about itself, whichever controller that is. */
export function eventOfReason(reason: string | null | undefined): PathEvent | undefined {
  if (reason == null) return undefined;
  return ALL_SIGNS.find(({ onReason }) => onReason?.[reason] !== undefined)?.onReason?.[reason];
}
