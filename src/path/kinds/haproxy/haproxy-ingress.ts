import { type CatalogueEntry, EVERY_CARRIAGE, PAYLOAD_RESETS } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { HAPROXY_ENDS, haproxyLimits } from './haproxy.ts';

/** haproxy-ingress (jcmoraisjr). */
const HAPROXY_INGRESS = [
  {
    id: 'haproxy-ingress-timeouts',
    hop: 'ingress',
    component: 'haproxy-ingress (jcmoraisjr)',
    setting: 'timeout-tunnel, timeout-stop, timeout-client, timeout-server',
    configuredIn: [{ where: 'ConfigMap / annotation', key: 'haproxy-ingress.github.io/timeout-*' }],
    default: 'not established',
    defaultMs: null,
    kind: 'idle-bidirectional',
    measures: 'as HAProxy',
    resetBy: PAYLOAD_RESETS,
    endsAs: HAPROXY_ENDS,
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'NOT verified',
    sources: ['prefix seen in a manifest in a public repository only'],
  },
] as const satisfies readonly CatalogueEntry[];

const haproxyIngress: HopKind = {
  kind: 'haproxy-ingress',
  title: 'haproxy-ingress (jcmoraisjr)',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['haproxy-ingress-', 'haproxy-timeout-'],
  limits: haproxyLimits({ effects: ['close-notify'] }),
  inert: ['timeout-connect', 'timeout-http-request', 'timeout-http-keep-alive'],
};

export const haproxyIngressFamily: Family = { kinds: [haproxyIngress], catalogue: HAPROXY_INGRESS };
