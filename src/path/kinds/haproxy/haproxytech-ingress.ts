import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PAYLOAD_RESETS,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { POD_GRACE } from '../proxy-pods.ts';
import { configMapChange } from './config-map.ts';
import { CLOCK, HAPROXY_ENDS, haproxyEntry } from './haproxy.ts';
import { haproxytechInstallations, haproxytechSettings, IMAGE } from './haproxytech-settings.ts';

/** HAProxy Technologies Kubernetes Ingress Controller. */
const HAPROXYTECH = [
  {
    id: 'haproxytech-ingress-timeouts',
    hop: 'ingress',
    component: 'HAProxy Technologies Kubernetes Ingress',
    setting: 'timeout-*',
    configuredIn: [
      {
        where: 'ConfigMap of the controller',
        key: 'timeout-tunnel, timeout-client, timeout-server, timeout-connect, timeout-http-request, timeout-http-keep-alive, hard-stop-after',
      },
      {
        where: 'Ingress or Service annotation',
        key: 'haproxy.org/timeout-server (none of the others)',
      },
    ],
    default: 'timeout-tunnel 1h, timeout-client 50s, timeout-server 50s, hard-stop-after 30m',
    defaultMs: 3_600_000,
    kind: 'idle-bidirectional',
    measures: 'sets the HAProxy keyword of the same name',
    resetBy: PAYLOAD_RESETS,
    endsAs: HAPROXY_ENDS,
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    verifiedNote: 'names, places and defaults',
    sources: [
      'github.com/haproxytech/kubernetes-ingress@fc120676 (2026-07-02) documentation/annotations.md; fs/usr/local/etc/haproxy/haproxy.cfg',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const haproxytechEntry = entryFinder(HAPROXYTECH);

const TUNNEL = limitFrom(haproxytechEntry('haproxytech-ingress-timeouts'), {
  ...CLOCK,
  key: 'timeout-tunnel',
  setting: 'timeout-tunnel',
  effects: ['close-notify'],
  verified: 'source',
  reference: 'haproxytech/kubernetes-ingress@fc120676 documentation/annotations.md',
  change: configMapChange('timeout-tunnel'),
});

/** API groups of its custom resources. */
const RESOURCES = ['ingress.v1.haproxy.org', 'ingress.v3.haproxy.org', 'core.haproxy.org'];

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
    limitFrom(haproxyEntry('haproxy-hard-stop-after'), {
      ...CLOCK,
      key: 'hard-stop-after',
      defaultMs: 1_800_000,
      verified: 'source',
      reference: 'haproxytech/kubernetes-ingress@fc120676 pkg/haproxy/env/defaults.go#L65',
      change: configMapChange('hard-stop-after'),
      effects: ['close-notify'],
      event: 'reload',
      lateMs: 500,
    }),
    POD_GRACE,
  ],
  inert: ['timeout-client', 'timeout-server', 'timeout-connect', 'timeout-http-request'],
  engine: 'haproxy',
  part: 'nginx',
  ingress: {
    controllers: ['haproxy.org/ingress-controller'],
    classNames: ['haproxy'],
    prefixes: ['haproxy.org/', 'haproxy.com/'],
    settings: haproxytechSettings,
    classesServed: (inventory) =>
      haproxytechInstallations(inventory).flatMap(
        ({ flags }) => flags.get('ingress.class')?.value ?? [],
      ),
  },
  watch: { names: /haproxy|kubernetes-ingress/i, onIngress: 'reload', onConfigMap: 'reload' },
  pods: { names: [], image: IMAGE },
};

export const haproxytechIngressFamily: Family = {
  kinds: [haproxytechIngress],
  catalogue: HAPROXYTECH,
  objects: {
    Global: RESOURCES,
    Defaults: RESOURCES,
    Backend: RESOURCES,
  },
};
