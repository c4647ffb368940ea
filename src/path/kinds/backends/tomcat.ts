import { type CatalogueEntry, entryFinder, UPGRADED } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom, limitIfConfigured } from '../../limit-from.ts';
import { POLITE, STOP } from './pod.ts';

/** Tomcat. */
const TOMCAT = [
  {
    id: 'tomcat-ws',
    hop: 'pod',
    component: 'Tomcat WebSocket (Spring Boot default)',
    setting:
      'BLOCKING_SEND_TIMEOUT, READ_IDLE_TIMEOUT_MS, WRITE_IDLE_TIMEOUT_MS, maxSessionIdleTimeout',
    configuredIn: [
      {
        where: 'session user property',
        key: 'org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT, READ_IDLE_TIMEOUT_MS, WRITE_IDLE_TIMEOUT_MS',
      },
      { where: 'API', key: 'Session.setMaxIdleTimeout' },
    ],
    default: '20000 ms blocking send; idle limits off (not re-read); background check every 10 s',
    defaultMs: 20_000,
    kind: 'write-stall',
    measures:
      'a client that does not read for 20 s makes a blocking send fail and the session is closed',
    resetBy: {
      clientBytes: 'no',
      serverBytes: 'partly',
      tcpKeepalive: 'no',
      webSocketPing: 'partly',
      note: 'server bytes: only when accepted; WebSocket ping: own frames',
    },
    endsAs: { ws: 'close frame, commonly 1001/1006 (not measured)' },
    appliesTo: UPGRADED,
    verified: 'source',
    verifiedNote: 'source (20 s, names, period)',
    sources: ['constants of Tomcat, quoted in a public repository'],
  },
] as const satisfies readonly CatalogueEntry[];

const tomcatEntry = entryFinder(TOMCAT);

const tomcat: HopKind = {
  kind: 'tomcat',
  title: 'pods with a Tomcat WebSocket server (Spring Boot)',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['tomcat-'],
  limits: [
    limitFrom(tomcatEntry('tomcat-ws'), {
      ...POLITE,
      key: 'blocking-send-timeout',
      setting: 'BLOCKING_SEND_TIMEOUT',
      // Its background check runs every 10 s.
      lateMs: 11_000,
    }),
    limitIfConfigured(tomcatEntry('tomcat-ws'), {
      ...POLITE,
      key: 'max-idle-timeout',
      setting: 'maxSessionIdleTimeout',
      startsAt: 'last-reset',
      lateMs: 11_000,
    }),
    ...STOP,
  ],
};

export const tomcatFamily: Family = { kinds: [tomcat], catalogue: TOMCAT };
