import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PAYLOAD_RESETS,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_MILLISECONDS } from '../../notation.ts';
import { annotation } from '../../place.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from '../nginx/clock.ts';

/** Kong Gateway. */
const KONG = [
  {
    id: 'kong-service-timeouts',
    hop: 'gateway',
    component: 'Kong',
    setting: 'service connect_timeout / write_timeout / read_timeout',
    configuredIn: [
      {
        where: 'Kong Service / KongIngress proxy section',
        key: 'connect_timeout, write_timeout, read_timeout (ms)',
      },
      {
        where: 'Service annotation (KIC)',
        key: 'konghq.com/connect-timeout, konghq.com/read-timeout, konghq.com/write-timeout (names not re-read)',
      },
    ],
    default: '60000 ms each',
    defaultMs: 60_000,
    range: '1 .. 2^31-2 ms',
    rangeMs: [1, 2_147_483_646],
    kind: 'idle-bidirectional',
    measures:
      'sets nginx upstream timeouts per request: read_timeout behaves as nginx-http-proxy-read-timeout for WebSockets',
    resetBy: { ...PAYLOAD_RESETS, note: 'client bytes: nginx rule' },
    endsAs: { tcp: 'FIN', tls: 'close_notify + FIN', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    verifiedNote: 'source (defaults) / nginx rule inherited',
    sources: ['github.com/Kong/kong@0af69f96 kong/db/schema/entities/services.lua'],
  },
] as const satisfies readonly CatalogueEntry[];

const kongEntry = entryFinder(KONG);

const kong: HopKind = {
  kind: 'kong',
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx',
  title: 'Kong Gateway',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['kong-'],
  limits: [
    limitFrom(kongEntry('kong-service-timeouts'), {
      ...NGINX_CLOCK,
      key: 'read-timeout',
      place: annotation('backend', 'konghq.com/read-timeout', { notation: WHOLE_MILLISECONDS }),
      setting: 'read_timeout',
      effects: ['close-notify'],
    }),
    limitFrom(kongEntry('kong-service-timeouts'), {
      ...NGINX_CLOCK,
      key: 'write-timeout',
      place: annotation('backend', 'konghq.com/write-timeout', { notation: WHOLE_MILLISECONDS }),
      setting: 'write_timeout',
      startsAt: 'stall',
      effects: ['close-notify'],
    }),
  ],
  inert: ['connect-timeout'],
  ingress: {
    controllers: ['ingress-controllers.konghq.com/kong'],
    classNames: ['kong'],
    prefixes: ['konghq.com/'],
    readsToo: ['nginx.ingress.kubernetes.io/'],
  },
  gateway: { controllers: ['konghq.com/kic-gateway-controller'], classNames: /^kong/ },
  watch: { names: /kong/i },
  pods: { names: ['kong'], image: /(^|\/)(kong)([/:@]|$)/ },
};

export const kongFamily: Family = { kinds: [kong], catalogue: KONG };
