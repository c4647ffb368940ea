import { execute } from '../../real/command.ts';
import { acting, lose } from './deeds.ts';
import { dropped, droppedSomewhere, foundSilent, HELD } from './expected.ts';
import type { Case, Scene } from './scene.ts';
import type { Stage } from './stage.ts';
import { BEAT, haproxy, ingress, PING, POD, TCP, WSS } from './targets.ts';

/** The wire from the client to the balancer is the first of every lab. */
const CLIENT_WIRE = 'to-1';
const NEAR = 'slb hang or loss of packets';
const BEHIND = ['pod hang or loss of packets', 'slb hang or loss of packets'] as const;

function tcp(port: number, rest: string): string {
  return `tcp: "slb.test:${port}", ${rest}`;
}

function wss(port: number, rest: string): string {
  return `wss: "wss://slb.test:${port}/soak", ${rest}`;
}

function towards(ports: readonly number[]): string {
  return `iifname ${CLIENT_WIRE} tcp dport { ${ports.join(', ')} }`;
}

function back(ports: readonly number[]): string {
  return `oifname ${CLIENT_WIRE} tcp sport { ${ports.join(', ')} }`;
}

const BESIDE: readonly Case[] = [
  { target: 'tcp-beside', done: 'TCP beside it', is: `${TCP}, ${BEAT}`, expected: HELD },
  { target: 'wss-beside', done: 'WSS beside it', is: `${WSS}, ${PING}`, expected: HELD },
];

/** Packets that vanish, before and behind what ends TCP first. */
export const LOSS_SCENES: readonly Scene[] = [
  {
    name: 'black-hole-near',
    holdS: 8,
    path: [haproxy(), ingress(), POD],
    act: acting([
      1_500,
      async (stage) =>
        lose(stage, {
          host: 'slb',
          incoming: [towards([6001, 6002, 6443])],
          outgoing: [back([6003, 6004, 6444])],
        }),
    ]),
    cases: [
      {
        target: 'tcp-up-idle',
        done: 'client to SLB lost, idle: TCP',
        is: tcp(6001, 'silent: true'),
        expected: foundSilent(NEAR),
      },
      {
        target: 'tcp-up',
        done: 'client to SLB lost, heartbeating: TCP',
        is: tcp(6002, BEAT),
        expected: dropped(/^silent/, NEAR),
      },
      {
        target: 'wss-up',
        done: 'client to SLB lost, heartbeating: WSS',
        is: wss(6443, PING),
        expected: dropped(/^silent/, NEAR),
      },
      {
        target: 'tcp-down-idle',
        done: 'SLB to client lost, idle: TCP',
        is: tcp(6003, 'silent: true'),
        expected: foundSilent(NEAR),
      },
      {
        target: 'tcp-down',
        done: 'SLB to client lost, heartbeating: TCP',
        is: tcp(6004, BEAT),
        expected: dropped(/^silent/, NEAR),
      },
      {
        target: 'wss-down',
        done: 'SLB to client lost, heartbeating: WSS',
        is: wss(6444, PING),
        expected: dropped(/^silent/, NEAR),
      },
      ...BESIDE,
    ],
  },
  {
    name: 'black-hole-behind',
    holdS: 8,
    path: [haproxy(), ingress(), POD],
    act: acting([
      1_500,
      async (stage) => lose(stage, { host: 'pod', incoming: ['tcp dport 5150'] }),
    ]),
    cases: [
      {
        target: 'tcp-idle',
        done: 'SLB to pod lost, idle: TCP',
        is: `${TCP}, silent: true`,
        expected: droppedSomewhere(/^silent/),
      },
      {
        target: 'tcp',
        done: 'SLB to pod lost, heartbeating: TCP',
        is: `${TCP}, ${BEAT}`,
        expected: dropped(/^silent/, ...BEHIND),
      },
      BESIDE[1]!,
    ],
  },
  {
    name: 'black-hole-behind-ingress',
    holdS: 8,
    path: [haproxy(), ingress(), POD],
    act: acting([
      1_500,
      async (stage) => lose(stage, { host: 'pod', outgoing: ['tcp sport 5151'] }),
    ]),
    cases: [
      {
        target: 'wss',
        done: 'pod to ingress lost, heartbeating: WSS',
        is: `${WSS}, ${PING}`,
        expected: dropped(
          /^silent/,
          'pod hang or loss of packets',
          'ingress hang or loss of packets',
        ),
      },
      BESIDE[0]!,
    ],
  },
  {
    name: 'link-cut',
    holdS: 8,
    path: [haproxy(), ingress(), POD],
    act: acting([1_500, async (stage) => link(stage, 'ingress', 'down')]),
    cases: [
      {
        target: 'wss',
        done: "the ingress's links are cut",
        is: `${WSS}, ${PING}`,
        expected: dropped(
          /^silent/,
          'ingress hang or loss of packets',
          'pod hang or loss of packets',
        ),
      },
      BESIDE[0]!,
    ],
  },
  {
    name: 'link-cut-briefly',
    holdS: 7,
    path: [haproxy(), ingress(), POD],
    act: acting(
      [1_500, async (stage) => link(stage, 'ingress', 'down')],
      [1_900, async (stage) => stage.lab.restoreLinks('ingress')],
    ),
    cases: [
      {
        target: 'wss',
        done: "the ingress's links are cut for 0.4 s and restored",
        is: `${WSS}, ping: { every: 3s, pong-within: 3s }`,
        expected: HELD,
      },
      BESIDE[0]!,
    ],
  },
];

/** All links of a host but its loopback. */
async function link({ lab }: Stage, id: string, state: 'up' | 'down'): Promise<void> {
  const { wires } = lab.topology;
  const lines = wires
    .filter(({ near, far }) => near === id || far === id)
    .map(({ number }) => `link set to-${number} ${state}`);
  await execute('ip', ['-n', lab.host(id).namespace, '-batch', '-'], lines.join('\n'));
}
