import { acting } from './deeds.ts';
import { type Expected, HELD } from './expected.ts';
import type { Case, Scene } from './scene.ts';
import type { Stage } from './stage.ts';
import { BEAT, haproxy, ingress, PING, POD, TCP, WSS } from './targets.ts';

const NEVER_LEFT = 'generator packets did not leave this host';

/** Our own doing, alone: no hop may be accused. */
const OWN: Expected = { kind: 'dropped', ending: /^silent/, by: NEVER_LEFT, others: [] };

const ALL: readonly Case[] = [
  { target: 'tcp', done: 'TCP, heartbeating', is: `${TCP}, ${BEAT}`, expected: OWN },
  { target: 'wss', done: 'WSS, heartbeating', is: `${WSS}, ${PING}`, expected: OWN },
  {
    target: 'quiet',
    done: 'TCP, silent until it is asked at the end',
    is: `${TCP}, silent: true`,
    expected: OWN,
  },
];

/** What goes wrong in the load generator's own host. */
export const OWN_SCENES: readonly Scene[] = [
  {
    name: 'own-link-down',
    holdS: 6,
    path: [haproxy(), ingress(), POD],
    act: acting([1_500, ({ lab }: Stage) => lab.client.script(['ip link set to-1 down'])]),
    cases: ALL,
  },
  {
    name: 'own-firewall',
    holdS: 6,
    path: [haproxy(), ingress(), POD],
    act: acting([
      1_500,
      ({ lab }: Stage) =>
        lab.client.rules(
          'table ip own {\n  chain output {\n    type filter hook output priority 0;\n    tcp dport { 5150, 443 } drop\n  }\n}\n',
        ),
    ]),
    cases: [
      ...ALL,
      {
        target: 'beside',
        done: 'TCP to a port that it lets pass',
        is: `tcp: "slb.test:6001", ${BEAT}`,
        expected: HELD,
      },
    ],
  },
];
