import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PAYLOAD_RESETS,
} from '../../catalogue/entry.ts';
import { annotate } from '../../change.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { HAPROXY_TIME } from '../../notation.ts';
import { annotation } from '../../place.ts';
import { installationsOf } from '../installation.ts';
import { POD_GRACE } from '../proxy-pods.ts';
import { configMapChange } from './config-map.ts';
import { CLOCK, HAPROXY_ENDS, haproxyEntry } from './haproxy.ts';
import { HAPROXY_INGRESS_IMAGE, haproxyIngressSettings } from './haproxy-ingress-settings.ts';

const SOURCE = 'jcmoraisjr/haproxy-ingress@465a51ce pkg/converters/ingress/defaults.go';

/** haproxy-ingress (jcmoraisjr). */
const HAPROXY_INGRESS = [
  {
    id: 'haproxy-ingress-timeouts',
    hop: 'ingress',
    component: 'haproxy-ingress (jcmoraisjr)',
    setting: 'timeout-tunnel, timeout-stop, timeout-client, timeout-server',
    configuredIn: [
      {
        where: 'annotation of the Service or the Ingress, or ConfigMap',
        key: 'haproxy-ingress.github.io/timeout-tunnel, timeout-server, timeout-connect',
      },
      { where: 'ConfigMap of the controller only', key: 'timeout-stop, timeout-client' },
    ],
    default: 'timeout-tunnel 1h, timeout-stop 10m, timeout-client 50s, timeout-server 50s',
    defaultMs: 3_600_000,
    kind: 'idle-bidirectional',
    measures:
      'sets the HAProxy keyword of the same name; timeout-stop sets hard-stop-after. A bare number is in milliseconds',
    resetBy: PAYLOAD_RESETS,
    endsAs: HAPROXY_ENDS,
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    verifiedNote: 'names, places and defaults',
    sources: [
      `github.com/${SOURCE}`,
      'github.com/jcmoraisjr/haproxy-ingress@465a51ce docs/content/en/docs/configuration/keys.md',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const PREFIX = 'haproxy-ingress.github.io/';

const haproxyIngressEntry = entryFinder(HAPROXY_INGRESS);

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
  limits: [
    // timeout tunnel replaces client and server after the upgrade, so they do not apply here.
    limitFrom(haproxyIngressEntry('haproxy-ingress-timeouts'), {
      ...CLOCK,
      key: 'timeout-tunnel',
      setting: 'timeout-tunnel',
      effects: ['close-notify'],
      verified: 'source',
      reference: SOURCE,
      change: (ms) =>
        annotate(annotation('ingress', `${PREFIX}timeout-tunnel`, { notation: HAPROXY_TIME }), {
          ms,
          port: 443,
        }),
    }),
    limitFrom(haproxyEntry('haproxy-hard-stop-after'), {
      ...CLOCK,
      key: 'timeout-stop',
      setting: 'timeout-stop',
      defaultMs: 600_000,
      effects: ['close-notify'],
      event: 'reload',
      lateMs: 500,
      verified: 'source',
      reference: SOURCE,
      change: configMapChange('timeout-stop'),
    }),
    POD_GRACE,
  ],
  inert: [
    'timeout-client',
    'timeout-server',
    'timeout-connect',
    'timeout-http-request',
    'timeout-keep-alive',
  ],
  ingress: {
    controllers: ['haproxy-ingress.github.io/controller'],
    classNames: ['haproxy'],
    prefixes: [PREFIX],
    settings: haproxyIngressSettings,
    classesServed: (inventory) =>
      installationsOf(inventory, HAPROXY_INGRESS_IMAGE).map(
        ({ flags }) => flags.get('ingress-class')?.value ?? 'haproxy',
      ),
  },
  watch: { names: /haproxy/i, onIngress: 'reload', onConfigMap: 'reload' },
  pods: { names: ['haproxy-ingress'], image: HAPROXY_INGRESS_IMAGE },
};

export const haproxyIngressFamily: Family = { kinds: [haproxyIngress], catalogue: HAPROXY_INGRESS };
