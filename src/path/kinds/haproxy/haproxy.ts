import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import { HAPROXY_SOURCE } from '../../catalogue/sources.ts';
import type { Family } from '../../family.ts';
import type { HopKind, LimitSpec } from '../../hop-kind.ts';
import { type Appearance, limitFrom } from '../../limit-from.ts';
import { HAPROXY_TIME } from '../../notation.ts';

/** How every HAProxy timeout ends a stream. */
export const HAPROXY_ENDS = {
  tcp: 'FIN to the client (measured); the backend may get FIN or RST',
  tls: 'terminated TLS: close_notify then FIN (measured)',
  ws: '1006, no close frame',
  http: 'access log 101 with termination flags',
} as const;

/** HAProxy itself. */
const HAPROXY = [
  {
    id: 'haproxy-timeout-client',
    hop: 'ingress',
    component: 'HAProxy',
    setting: 'timeout client',
    configuredIn: [{ where: 'haproxy keyword (defaults/frontend/listen)', key: 'timeout client' }],
    default: 'unset = infinite (warning at start)',
    defaultMs: null,
    kind: 'idle-bidirectional',
    measures:
      'Read inactivity on the client side, but every successful SEND to that side also refreshes the read timer unless "option independent-streams" is set; so in TCP mode and in an upgraded stream without timeout tunnel, traffic in either direction keeps both timers alive.',
    resetBy: {
      ...PAYLOAD_RESETS,
      note: 'client bytes: measured; server bytes: measured: 3 s client timeout survived 16 s of server-only traffic; TCP keep-alive: measured',
    },
    endsAs: { ...HAPROXY_ENDS, log: 'termination state cD (client) - tcplog "cD", httplog "cD--"' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${HAPROXY_SOURCE} include/haproxy/stconn.h sc_ep_report_send_activity / sc_ep_report_blocked_send; include/haproxy/sc_strm.h sc_ep_rcv_ex`,
      `${HAPROXY_SOURCE} doc/configuration.txt`,
      'measured (HAProxy 2.6.12, kernel 6.18)',
    ],
    notes:
      'The smaller of client and server wins and the flag names the side: c3/s6 idle -> cD at 3.00 s, c6/s3 idle -> sD at 3.00 s. Implementation changed in 2.8 (rex/wex -> lra/fsb); the rule is the same in the 3.5-dev source.',
  },
  {
    id: 'haproxy-timeout-server',
    hop: 'ingress',
    component: 'HAProxy',
    setting: 'timeout server',
    configuredIn: [{ where: 'haproxy keyword (defaults/listen/backend)', key: 'timeout server' }],
    default: 'unset = infinite',
    defaultMs: null,
    kind: 'idle-bidirectional',
    measures: 'mirror image of timeout client on the server side',
    resetBy: { ...PAYLOAD_RESETS, note: 'client bytes: measured; server bytes: measured' },
    endsAs: { ...HAPROXY_ENDS, log: 'termination state sD' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${HAPROXY_SOURCE} doc/configuration.txt`,
      `${HAPROXY_SOURCE} include/haproxy/stconn.h`,
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18)',
    ],
  },
  {
    id: 'haproxy-timeout-tunnel',
    hop: 'ingress',
    component: 'HAProxy',
    setting: 'timeout tunnel',
    configuredIn: [{ where: 'haproxy keyword (defaults/listen/backend)', key: 'timeout tunnel' }],
    default: 'unset',
    defaultMs: null,
    kind: 'idle-bidirectional',
    measures:
      'inactivity in both directions once the stream is a tunnel; replaces timeout client AND timeout server from then on. TCP mode: as soon as no analyser is left; HTTP: after 101/CONNECT',
    resetBy: { ...PAYLOAD_RESETS, note: 'client bytes: measured; server bytes: measured' },
    endsAs: {
      ...HAPROXY_ENDS,
      log: 'cD (measured, both tcp and http mode: the flag does not say "tunnel")',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${HAPROXY_SOURCE} doc/configuration.txt`,
      `${HAPROXY_SOURCE} src/stream.c:2651`,
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18): c3 s3 tunnel8 idle -> 8.00 s',
    ],
  },
  {
    id: 'haproxy-timeout-client-fin',
    hop: 'ingress',
    component: 'HAProxy',
    setting: 'timeout client-fin / server-fin',
    configuredIn: [{ where: 'haproxy keyword', key: 'timeout client-fin, timeout server-fin' }],
    default: 'unset',
    defaultMs: null,
    kind: 'idle-directional',
    measures: 'half-closed connections; overrides tunnel after the first FIN',
    resetBy: { clientBytes: 'yes', serverBytes: 'yes', tcpKeepalive: 'no', webSocketPing: 'no' },
    endsAs: { tcp: 'close' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [`${HAPROXY_SOURCE} doc/configuration.txt`],
  },
  {
    id: 'haproxy-hard-stop-after',
    hop: 'ingress',
    component: 'HAProxy',
    setting: 'hard-stop-after',
    configuredIn: [{ where: 'haproxy global keyword', key: 'hard-stop-after' }],
    default: 'unset = old process lives until the last connection ends',
    defaultMs: null,
    kind: 'drain-after-event',
    measures: 'after SIGUSR1 (reload/stop) remaining connections are closed, busy or idle',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'FIN',
      tls: 'close_notify then FIN (measured; unlike nginx)',
      ws: '1006',
      log: 'termination state K- / K---',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    verifiedNote: 'measured, and read in the documentation',
    sources: [
      `${HAPROXY_SOURCE} doc/configuration.txt`,
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18): 3 streams closed 5.0 s after SIGUSR1 with hard-stop-after 5s',
    ],
  },
  {
    id: 'haproxy-timeout-connect',
    hop: 'ingress',
    component: 'HAProxy',
    setting: 'timeout connect',
    configuredIn: [{ where: 'haproxy keyword', key: 'timeout connect' }],
    default: 'unset',
    defaultMs: null,
    kind: 'connect',
    measures: 'TCP (and TLS) connect to the server',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '503 (sC--)', tcp: 'close' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [`${HAPROXY_SOURCE} doc/configuration.txt`],
  },
  {
    id: 'haproxy-timeout-http-request',
    hop: 'ingress',
    component: 'HAProxy',
    setting: 'timeout http-request / http-keep-alive',
    configuredIn: [
      { where: 'haproxy keyword', key: 'timeout http-request, timeout http-keep-alive' },
    ],
    default: 'unset -> timeout client',
    defaultMs: null,
    kind: 'handshake',
    measures: 'whole request header / next request; not active after the upgrade',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '408 (cR--) or silent close' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    sources: [`${HAPROXY_SOURCE} doc/configuration.txt`],
  },
  {
    id: 'haproxy-maxconn',
    hop: 'ingress',
    component: 'HAProxy',
    setting: 'maxconn (global, frontend, server), fullconn',
    configuredIn: [{ where: 'haproxy keyword', key: 'maxconn' }],
    default: 'global derived from ulimit -n',
    defaultMs: null,
    kind: 'capacity',
    measures: 'above it new connections wait in the accept queue / server queue (timeout queue)',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'connect succeeds in the kernel backlog but gets no data', http: '503 (sQ--)' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [`${HAPROXY_SOURCE} doc/configuration.txt`],
  },
  {
    id: 'haproxy-ws-key-check',
    hop: 'ingress',
    component: 'HAProxy',
    setting: 'Sec-WebSocket-Key validation',
    configuredIn: [],
    default: 'always on in 2.6 (first version not established)',
    defaultMs: null,
    kind: 'handshake',
    measures:
      'a handshake whose Sec-WebSocket-Key is not 24 base64 characters is refused with 400 (PR--)',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '400 on the handshake' },
    appliesTo: UPGRADED,
    verified: 'measured',
    sources: [
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18): first run (key "eA==" -> 400 <BADREQ> PR--)',
    ],
    notes: 'nginx accepts such keys; a raw soak client must send a valid 16-byte key.',
  },
] as const satisfies readonly CatalogueEntry[];

export const haproxyEntry = entryFinder(HAPROXY);

// Measured with HAProxy 2.6.12: -45 to +6 ms (n=42).
export const CLOCK = {
  earlyMs: 80,
  lateMs: 250,
  verified: 'measured',
  reference: 'HAProxy 2.6.12 measured; rule confirmed in the sources of 3.5-dev',
} as const;

/** Where HAProxy ends TLS it sends close_notify before its FIN; in TCP mode there is only the FIN. */
type Ending = Pick<Appearance, 'effects'>;

/** The timeouts of an open connection; how each is set differs between the products on HAProxy. */
export function haproxyLimits(
  ending: Ending,
  setIn: (key: HaproxyKey) => Pick<LimitSpec, 'place' | 'change'>,
): readonly LimitSpec[] {
  const own = (key: HaproxyKey) => ({ ...CLOCK, ...ending, ...setIn(key), key });
  return [
    limitFrom(haproxyEntry('haproxy-timeout-client'), own('timeout-client')),
    limitFrom(haproxyEntry('haproxy-timeout-server'), own('timeout-server')),
    limitFrom(haproxyEntry('haproxy-timeout-tunnel'), own('timeout-tunnel')),
    limitFrom(haproxyEntry('haproxy-hard-stop-after'), {
      ...own('hard-stop-after'),
      event: 'reload',
      lateMs: 500,
    }),
  ];
}

/** Settings of HAProxy, as a scenario writes them. */
type HaproxyKey = 'timeout-client' | 'timeout-server' | 'timeout-tunnel' | 'hard-stop-after';

/** Keywords of haproxy.cfg, and the section that each belongs to. */
const KEYWORDS: Readonly<Record<HaproxyKey, readonly [name: string, section: string]>> = {
  'timeout-client': ['timeout client', 'defaults or frontend'],
  'timeout-server': ['timeout server', 'defaults or backend'],
  'timeout-tunnel': ['timeout tunnel', 'defaults or backend'],
  'hard-stop-after': ['hard-stop-after', 'global'],
};

export function keyword(key: HaproxyKey): Pick<LimitSpec, 'change'> {
  const [name, section] = KEYWORDS[key];
  return {
    change: (ms) => ({
      where: `${section} section of haproxy.cfg`,
      key: name,
      text: [`${name} ${HAPROXY_TIME.write(ms)}`],
    }),
  };
}

const haproxy: HopKind = {
  kind: 'haproxy',
  title: 'HAProxy in TCP mode',
  engine: 'haproxy',
  part: 'haproxy',
  alsoKnown: [
    {
      setting: 'timeout client and server of the sample configuration',
      afterMs: 50_000,
      axis: 'idle',
      reference: 'docs.haproxy.org, quick start',
      isVerified: false,
    },
  ],
  role: 'load-balancer',
  terminates: 'yes',
  speaks: ['tcp'],
  catalogue: ['haproxy-'],
  limits: haproxyLimits({ effects: ['fin'] }, keyword),
  inert: ['timeout-connect', 'timeout-http-request', 'timeout-http-keep-alive'],
};

export const haproxyFamily: Family = { kinds: [haproxy], catalogue: HAPROXY };
