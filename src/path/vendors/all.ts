import type { HopKind } from '../hop-kind.ts';
import { alibabaSlb } from './alibaba-slb.ts';
import { custom, generator, pod } from './generic.ts';
import { haproxy } from './haproxy.ts';
import { ingressNginx } from './ingress-nginx.ts';
import { linuxConntrack } from './linux-conntrack.ts';

/** Every kind of hop that a scenario can name. A new one is a file and a line here. */
export const HOP_KINDS: readonly HopKind[] = [
  generator,
  alibabaSlb,
  haproxy,
  ingressNginx,
  linuxConntrack,
  pod,
  custom,
];

export function hopKind(kind: string): HopKind | undefined {
  return HOP_KINDS.find((candidate) => candidate.kind === kind);
}
