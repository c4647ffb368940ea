import { createAuthority } from '../../lab/certificates.ts';
import { lose, signal } from './deeds.ts';
import { HELD, refused } from './expected.ts';
import type { Case, Scene } from './scene.ts';
import type { Stage } from './stage.ts';
import { BEAT, haproxy, ingress, nat, PING, POD, TCP, WSS } from './targets.ts';

const STATUSES = [302, 400, 401, 403, 404, 426, 500, 502, 503, 504] as const;

/** 502: nothing listens there. 504: packets to there vanish. */
const LOCATIONS = STATUSES.map((status) => {
  if (status === 502) return `location = /502 { proxy_pass http://127.0.0.1:9502; }`;
  if (status === 504)
    return `location = /504 { proxy_connect_timeout 1s; proxy_pass http://127.0.0.1:9504; }`;
  return `location = /${status} { return ${status}${status === 302 ? ' https://elsewhere.test/' : ''}; }`;
}).join('\n');

const TCP_BESIDE: Case = {
  target: 'tcp-beside',
  done: 'TCP beside it',
  is: `${TCP}, ${BEAT}`,
  expected: HELD,
};

/** Connections that never open. */
export const REFUSED_SCENES: readonly Scene[] = [
  {
    name: 'refused-upgrade',
    holdS: 4,
    path: [haproxy(), ingress(), POD],
    lab: { nginx: { locations: LOCATIONS } },
    before: async (stage) => lose(stage, { host: 'ingress', incoming: ['tcp dport 9504'] }),
    cases: [
      ...STATUSES.map(
        (status): Case => ({
          target: `wss-${status}`,
          done: `HTTP ${status} at the upgrade`,
          is: `wss: "wss://slb.test:443/${status}", ${PING}`,
          connections: 4,
          expected: refused('upgrade', new RegExp(`^${status}\\b`), causeOf(status)),
        }),
      ),
      { target: 'wss-beside', done: 'WSS beside it', is: `${WSS}, ${PING}`, expected: HELD },
    ],
  },
  {
    name: 'refused-certificate',
    holdS: 3,
    path: [haproxy(), ingress(), POD],
    before: wrongCertificate,
    cases: [
      {
        target: 'wss',
        done: 'a certificate of an authority that nobody knows',
        is: `${WSS}, ${PING}`,
        expected: refused(
          'tls',
          /^(UNABLE_TO_VERIFY|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_GET)/,
          'ingress',
        ),
      },
      TCP_BESIDE,
    ],
  },
  {
    name: 'refused-connect',
    holdS: 3,
    path: [nat(), ingress(), POD],
    before: async (stage) => {
      signal('ingress', 'SIGTERM')(stage);
    },
    cases: [
      {
        target: 'wss',
        done: 'nothing listens behind the NAT',
        is: `${WSS}, ${PING}`,
        expected: refused('connect', /^ECONNREFUSED/, 'ingress'),
      },
      TCP_BESIDE,
    ],
  },
  {
    name: 'refused-timeout',
    holdS: 4,
    path: [nat(), ingress(), POD],
    before: async (stage) => lose(stage, { host: 'ingress', incoming: ['tcp dport 443'] }),
    cases: [
      {
        target: 'wss',
        done: 'the SYN vanishes',
        is: `${WSS}, ${PING}, open-timeout: 2s`,
        expected: refused('connect', /^timeout/, 'ingress'),
      },
      TCP_BESIDE,
    ],
  },
  {
    name: 'refused-behind-proxy',
    holdS: 5,
    path: [haproxy(), ingress(), POD],
    before: async (stage) => {
      signal('ingress', 'SIGTERM')(stage);
    },
    cases: [
      {
        target: 'wss',
        done: 'HAProxy accepts, the ingress is gone',
        is: `${WSS}, ${PING}`,
        expected: refused('tls', /^(fin|rst)/, 'slb'),
      },
      TCP_BESIDE,
    ],
  },
  {
    name: 'maxconn',
    holdS: 6,
    path: [haproxy(), ingress(), POD],
    lab: { haproxy: { maxConnections: 8 } },
    cases: [
      {
        target: 'wss',
        done: 'HAProxy maxconn, full: WSS',
        is: `${WSS}, ${PING}, open-timeout: 2s`,
        connections: 4,
        expected: { kind: 'refused', phase: 'tls', code: /^timeout/, by: 'slb', count: 'some' },
      },
      {
        target: 'tcp',
        done: 'HAProxy maxconn 8 for 10 connections: accepted by the kernel, never answered',
        is: `${TCP}, ${BEAT}`,
        expected: {
          kind: 'dropped',
          count: 'some',
          ending: /^silent/,
          by: undefined,
          others: [],
        },
      },
    ],
  },
  {
    name: 'worker-connections',
    holdS: 5,
    path: [haproxy(), ingress(), POD],
    lab: { nginx: { workerConnections: 16 } },
    cases: [
      {
        target: 'wss',
        done: 'nginx worker_connections exhausted',
        is: `${WSS}, ${PING}`,
        connections: 20,
        expected: {
          kind: 'refused',
          phase: 'tls',
          code: /^(fin|rst|ECONNRESET)/,
          by: 'ingress',
          count: 'some',
        },
      },
      TCP_BESIDE,
    ],
  },
];

async function wrongCertificate({ lab }: Stage): Promise<void> {
  const other = await createAuthority(Date.now());
  const { certificate, key } = await other.issue(['slb.test']);
  lab.host('ingress').write('cert.pem', certificate);
  lab.host('ingress').write('key.pem', key);
  lab.process('ingress').kill('SIGHUP');
}

/** nginx itself answers with these; only 502 and 504 are of what is behind it. */
function causeOf(status: number): string {
  return status === 502 || status === 504 ? 'pod' : 'ingress';
}
