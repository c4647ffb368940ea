import { type CatalogueEntry, EVERY_CARRIAGE, PAYLOAD_RESETS } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind, LimitSpec } from '../../hop-kind.ts';
import { HAPROXY_TIME } from '../../notation.ts';
import { annotation } from '../../place.ts';
import { configMapChange } from './config-map.ts';
import type { HaproxyKey } from './haproxy.ts';
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

const PREFIX = 'haproxy-ingress.github.io/';

/** What concerns a backend is an annotation, the rest a key of the ConfigMap. */
function setIn(key: HaproxyKey): Pick<LimitSpec, 'place' | 'change'> {
  if (key === 'timeout-server' || key === 'timeout-tunnel')
    return { place: annotation('ingress', PREFIX + key, { notation: HAPROXY_TIME }) };
  return { change: configMapChange(key) };
}

const haproxyIngress: HopKind = {
  kind: 'haproxy-ingress',
  engine: 'haproxy',
  part: 'nginx',
  title: 'haproxy-ingress (jcmoraisjr)',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['haproxy-ingress-', 'haproxy-timeout-'],
  limits: haproxyLimits({ effects: ['close-notify'] }, setIn),
  inert: ['timeout-connect', 'timeout-http-request', 'timeout-http-keep-alive'],
  ingress: {
    controllers: ['haproxy-ingress.github.io/controller'],
    prefixes: [PREFIX],
  },
  watch: { names: /haproxy/i, onIngress: 'reload', onConfigMap: 'reload' },
  pods: { names: [], image: /(^|\/)(haproxy-ingress)([/:@]|$)/ },
};

export const haproxyIngressFamily: Family = { kinds: [haproxyIngress], catalogue: HAPROXY_INGRESS };
