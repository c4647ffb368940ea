import { fileURLToPath } from 'node:url';
import { acting, signal } from './deeds.ts';
import { dropped, HELD } from './expected.ts';
import type { Case, Scene } from './scene.ts';
import type { Stage } from './stage.ts';
import { BEAT, haproxy, ingress, PING, POD, TCP, WSS } from './targets.ts';

function both(done: string, tcp: Case['expected'], wss: Case['expected']): readonly Case[] {
  return [
    { target: 'tcp', done: `${done}: TCP`, is: `${TCP}, ${BEAT}`, expected: tcp },
    { target: 'wss', done: `${done}: WSS`, is: `${WSS}, ${PING}`, expected: wss },
  ];
}

const HALF_CLOSER = fileURLToPath(new URL('./half-closer.js', import.meta.url));
const CLOSED = 'pod connection closed';
const BALANCER = 'slb reload, stop or crash';
const HANGS = ['pod hang or loss of packets', 'slb hang or loss of packets'] as const;

/** What is done to the backend, and by it. */
export const BACKEND_SCENES: readonly Scene[] = [
  {
    name: 'backend-term',
    holdS: 5,
    path: [haproxy(), ingress(), POD],
    act: acting([1_500, signal('pod', 'SIGTERM')]),
    cases: both(
      'backend SIGTERM',
      dropped(/^FIN/, CLOSED, BALANCER),
      dropped(/^Close frame 1001/, 'pod Close frame 1001'),
    ),
  },
  {
    name: 'backend-killed',
    holdS: 5,
    path: [haproxy(), ingress(), POD],
    act: acting([1_500, signal('pod', 'SIGKILL')]),
    cases: both(
      'backend SIGKILL',
      dropped(/^FIN/, CLOSED, BALANCER),
      dropped(/^close_notify \+ FIN/, CLOSED),
    ),
  },
  {
    name: 'backend-half-closes',
    holdS: 6,
    path: [haproxy(), ingress(), POD],
    lab: { backend: [process.execPath, HALF_CLOSER] },
    act: acting([1_500, signal('pod', 'SIGUSR2')]),
    cases: both(
      'backend closes its half and goes on reading',
      dropped(/^FIN/, CLOSED, BALANCER),
      dropped(/^close_notify \+ FIN/, CLOSED),
    ),
  },
  {
    name: 'backend-hangs',
    holdS: 7,
    path: [haproxy(), ingress(), POD],
    act: acting([1_500, signal('pod', 'SIGSTOP')]),
    cases: both('backend SIGSTOP', dropped(/^silent/, ...HANGS), dropped(/^silent/, ...HANGS)),
  },
  {
    name: 'backend-hangs-briefly',
    holdS: 6,
    path: [haproxy(), ingress(), POD],
    act: acting([1_500, signal('pod', 'SIGSTOP')], [2_000, signal('pod', 'SIGCONT')]),
    cases: both('backend stopped for half a second', HELD, HELD),
  },
  {
    name: 'back-pressure',
    holdS: 9,
    path: [haproxy(), ingress('proxy-read-timeout: 60s, proxy-send-timeout: 3s'), POD],
    before: smallBuffers,
    act: acting([500, signal('pod', 'SIGSTOP')]),
    cases: [
      {
        target: 'wss',
        done: 'the backend does not read, proxy_send_timeout 3 s',
        is: `${WSS}, message: { every: 50ms, size: 60KiB, verify: none }, final-probe: off`,
        connections: 4,
        expected: dropped(/^close_notify \+ FIN/, 'ingress proxy-send-timeout', CLOSED),
      },
    ],
  },
];

/** So that a peer that does not read is felt soon: the kernel takes megabytes by itself. */
async function smallBuffers({ lab }: Stage): Promise<void> {
  for (const id of ['slb', 'ingress', 'pod'])
    await lab
      .host(id)
      .script(
        ['rmem', 'wmem'].map((name) => `echo '4096 16384 65536' > /proc/sys/net/ipv4/tcp_${name}`),
      );
}
