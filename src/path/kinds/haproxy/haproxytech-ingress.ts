import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PAYLOAD_RESETS,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom, limitIfConfigured } from '../../limit-from.ts';
import { CLOCK, HAPROXY_ENDS, haproxyEntry } from './haproxy.ts';

/** HAProxy Technologies Kubernetes Ingress Controller. */
const HAPROXYTECH = [
  {
    id: 'haproxytech-ingress-timeouts',
    hop: 'ingress',
    component: 'HAProxy Technologies Kubernetes Ingress',
    setting: 'haproxy.org/timeout-*',
    configuredIn: [
      {
        where: 'ConfigMap/Ingress/Service annotation',
        key: 'haproxy.org/timeout-tunnel, timeout-client, timeout-server, timeout-connect, timeout-http-request, timeout-http-keep-alive, timeout-client-fin, timeout-server-fin, hard-stop-after',
      },
    ],
    default: 'timeout-tunnel 1h (secondary sources); others not re-read',
    defaultMs: 3_600_000,
    kind: 'idle-bidirectional',
    measures: 'sets the HAProxy keyword of the same name',
    resetBy: PAYLOAD_RESETS,
    endsAs: HAPROXY_ENDS,
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'names seen, defaults NOT verified at the vendor',
    sources: ['public manifests using haproxy.org/timeout-tunnel'],
  },
] as const satisfies readonly CatalogueEntry[];

const haproxytechEntry = entryFinder(HAPROXYTECH);

const TUNNEL = limitFrom(haproxytechEntry('haproxytech-ingress-timeouts'), {
  ...CLOCK,
  key: 'timeout-tunnel',
  setting: 'timeout-tunnel',
  effects: ['close-notify'],
  verified: 'unverified',
});

const haproxytechIngress: HopKind = {
  kind: 'haproxytech-ingress',
  title: 'HAProxy Technologies Kubernetes Ingress Controller',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['haproxytech-ingress-', 'haproxy-timeout-'],
  limits: [
    // timeout tunnel replaces client and server after the upgrade, so they do not apply here.
    TUNNEL,
    limitIfConfigured(haproxyEntry('haproxy-hard-stop-after'), {
      ...CLOCK,
      key: 'hard-stop-after',
      effects: ['close-notify'],
      event: 'reload',
      lateMs: 500,
    }),
  ],
  inert: ['timeout-client', 'timeout-server', 'timeout-connect', 'timeout-http-request'],
};

export const haproxytechIngressFamily: Family = {
  kinds: [haproxytechIngress],
  catalogue: HAPROXYTECH,
};
