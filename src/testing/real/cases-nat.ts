import { acting, lose, signal } from './deeds.ts';
import { dropped, HELD } from './expected.ts';
import type { Case, Scene } from './scene.ts';
import type { Stage } from './stage.ts';
import { BEAT, DIRECT, ingress, nat, PING, POD, TCP, WSS } from './targets.ts';

/** Slower than the session timeout of 2 s. */
const SLOW = 'heartbeat: { every: 4s, within: 2s }';
const SLOW_PING = 'ping: { every: 4s, pong-within: 2s }';
const EXPIRED = 'slb nf_conntrack_tcp_timeout_established';

const DELETE_TCP_SESSIONS = ['-D', '-p', 'tcp', '--orig-port-dst', '5150'];

function pair(done: string, tcp: Case['expected'], wss: Case['expected']): readonly Case[] {
  return [
    { target: 'tcp', done: `${done}: TCP`, is: `${TCP}, ${SLOW}`, expected: tcp },
    { target: 'wss', done: `${done}: WSS`, is: `${WSS}, ${SLOW_PING}`, expected: wss },
  ];
}

const BESIDE: readonly Case[] = [
  { target: 'tcp-beating', done: 'TCP that speaks in time', is: `${TCP}, ${BEAT}`, expected: HELD },
  {
    target: 'tcp-keepalive',
    done: 'TCP with keepalive probes in time',
    is: `${TCP}, silent: true, keepalive: { after: 1s }`,
    expected: HELD,
  },
  { target: 'wss-beating', done: 'WSS that speaks in time', is: `${WSS}, ${PING}`, expected: HELD },
];

const FAST_PAIR: readonly Case[] = [
  {
    target: 'tcp',
    done: 'sessions and rule removed: TCP',
    is: `${TCP}, ${BEAT}`,
    expected: dropped(/^RST/, 'slb session lost'),
  },
  {
    target: 'wss',
    done: 'sessions and rule removed: WSS',
    is: `${WSS}, ${PING}`,
    expected: dropped(/^RST/, 'slb session lost'),
  },
];

/** A balancer that ends no TCP: nftables DNAT with connection tracking. */
export const NAT_SCENES: readonly Scene[] = [
  {
    name: 'nat-expires-rst',
    holdS: 10,
    path: [nat('2s'), ingress(), POD],
    cases: [
      ...pair(
        'session expired, the client speaks first, RST',
        dropped(/^RST/, EXPIRED),
        dropped(/^RST/, EXPIRED),
      ),
      ...BESIDE,
    ],
  },
  {
    name: 'nat-expires-silent',
    holdS: 10,
    path: [nat('2s', 'silent'), ingress(), POD],
    cases: [
      ...pair(
        'session expired, the client speaks first, dropped',
        dropped(/^silent/, EXPIRED),
        dropped(/^silent/, EXPIRED),
      ),
      ...BESIDE,
    ],
  },
  {
    name: 'nat-expires-server-first',
    holdS: 8,
    path: [nat('2s'), ingress(), POD],
    lab: { serve: ['--push-every', '4s'] },
    cases: [
      {
        target: 'tcp',
        done: 'session expired, the server speaks first: a zombie until the proof of life',
        is: `${TCP}, silent: true`,
        expected: dropped(/^(RST|silent)/, EXPIRED),
      },
      {
        target: 'wss',
        done: 'session expired, the backend speaks first through the ingress: WSS',
        is: `${WSS}, silent: true`,
        expected: dropped(/^(RST|silent|FIN or RST)/, EXPIRED),
      },
      BESIDE[0]!,
    ],
  },
  {
    name: 'nat-loose-heals',
    holdS: 10,
    path: [nat('2s'), ingress(), POD],
    lab: { nat: { loose: true } },
    cases: [...pair('session expired, tcp_loose and one endpoint: it heals', HELD, HELD)],
  },
  {
    name: 'nat-loose-two-endpoints',
    holdS: 10,
    path: [nat('2s'), ingress(), POD],
    lab: { nat: { loose: true, endpoints: 2 } },
    cases: [
      {
        target: 'tcp',
        done: 'session expired, tcp_loose and two endpoints: RST by the other one',
        is: `${TCP}, ${SLOW}`,
        expected: { kind: 'dropped', count: 'some', ending: /^RST/, by: EXPIRED, others: [] },
      },
      BESIDE[0]!,
    ],
  },
  {
    name: 'nat-endpoint-removed',
    holdS: 6,
    path: [nat(), ingress(), POD],
    act: acting([1_500, removeSessions]),
    cases: [
      ...FAST_PAIR,
      { target: 'direct', done: 'TCP past every hop beside it', is: DIRECT, expected: HELD },
    ],
  },
  {
    name: 'nat-loses-table',
    holdS: 6,
    path: [nat(), ingress(), POD],
    act: acting([1_500, async ({ lab }: Stage) => lab.host('slb').execute('conntrack', ['-F'])]),
    cases: FAST_PAIR.map((one) => ({
      ...one,
      done: one.done.replace('and rule removed', 'flushed'),
    })),
  },
  {
    name: 'nat-read-timeout',
    holdS: 6,
    path: [nat(), ingress('proxy-read-timeout: 3s, proxy-send-timeout: 3s'), POD],
    cases: [
      {
        target: 'wss',
        done: 'WSS silent behind a NAT, proxy_read_timeout 3 s',
        is: `${WSS}, silent: true`,
        expected: dropped(/^close_notify \+ FIN/, 'ingress proxy-read-timeout'),
      },
      BESIDE[2]!,
    ],
  },
  {
    name: 'nat-nginx-term',
    holdS: 5,
    path: [nat(), ingress(), POD],
    act: acting([1_500, signal('ingress', 'SIGTERM')]),
    cases: [
      {
        target: 'wss',
        done: 'nginx TERM behind a NAT',
        is: `${WSS}, ${PING}`,
        expected: dropped(/^FIN/, 'ingress reload, stop or crash'),
      },
      BESIDE[0]!,
    ],
  },
  {
    name: 'nat-backend-hangs',
    holdS: 7,
    path: [nat(), ingress(), POD],
    act: acting([1_500, signal('pod', 'SIGSTOP')]),
    cases: [
      {
        target: 'tcp',
        done: 'backend SIGSTOP behind a NAT: its kernel still acknowledges: TCP',
        is: `${TCP}, ${BEAT}`,
        expected: dropped(/^silent/, 'pod hang or loss of packets'),
      },
    ],
  },
  {
    name: 'nat-listener-loses',
    holdS: 6,
    path: [nat(), ingress(), POD],
    act: acting([
      1_500,
      async ({ lab }: Stage) => lab.host('slb').execute('conntrack', DELETE_TCP_SESSIONS),
    ]),
    cases: [
      {
        target: 'tcp',
        done: 'sessions of one listener removed: TCP',
        is: `${TCP}, ${BEAT}`,
        expected: dropped(/^RST/, 'slb session lost', 'pod connection reset', 'pod session lost'),
      },
      BESIDE[2]!,
    ],
  },
  {
    name: 'nat-black-hole',
    holdS: 7,
    path: [nat(), ingress(), POD],
    act: acting([
      1_500,
      async (stage) => lose(stage, { host: 'slb', incoming: ['tcp dport 5150'] }),
    ]),
    cases: [
      {
        target: 'tcp',
        done: 'packets lost in the NAT: TCP',
        is: `${TCP}, ${BEAT}`,
        expected: dropped(
          /^silent/,
          'slb loss of packets or session',
          'pod hang or loss of packets',
        ),
      },
      BESIDE[2]!,
    ],
  },
  {
    name: 'nat-backend-killed',
    holdS: 5,
    path: [nat(), ingress(), POD],
    act: acting([1_500, signal('pod', 'SIGKILL')]),
    cases: [
      {
        target: 'tcp',
        done: 'backend SIGKILL behind a NAT: TCP',
        is: `${TCP}, ${BEAT}`,
        expected: dropped(/^FIN/, 'pod connection closed'),
      },
      {
        target: 'wss',
        done: 'backend SIGKILL behind a NAT: WSS',
        is: `${WSS}, ${PING}`,
        expected: dropped(/^close_notify \+ FIN/, 'pod connection closed'),
      },
    ],
  },
];

/** The session ends with its rule, as when a balancer removes a backend without draining. */
async function removeSessions({ lab }: Stage): Promise<void> {
  await lab.host('slb').script(['nft flush chain ip nat incoming', 'conntrack -F']);
}
