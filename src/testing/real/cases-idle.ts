import { dropped, HELD } from './expected.ts';
import type { Scene } from './scene.ts';

const BEATING = 'heartbeat: { every: 1s, within: 900ms }';

const NGINX = 'hop: ingress, kind: ingress-nginx, scaled: true';

export const IDLE_SCENES: readonly Scene[] = [
  {
    name: 'idle-haproxy-nginx',
    holdS: 9,
    path: [
      'hop: slb, kind: haproxy, scaled: true, timeout-client: 5s, timeout-server: 6s',
      `${NGINX}, proxy-read-timeout: 3s, proxy-send-timeout: 3s`,
      'hop: pod, kind: pod',
    ],
    cases: [
      {
        target: 'tcp-idle',
        done: 'TCP silent behind HAProxy timeout client 5 s',
        is: 'tcp: slb.test:5150, silent: true',
        expected: dropped(/^FIN$/, 'slb timeout client'),
      },
      {
        target: 'wss-idle',
        done: 'WSS silent behind proxy_read_timeout 3 s',
        is: 'wss: "wss://slb.test:443/soak", silent: true',
        expected: dropped(/^close_notify \+ FIN$/, 'ingress proxy-read-timeout'),
      },
      {
        target: 'tcp-beating',
        done: 'TCP with a heartbeat beside it',
        is: `tcp: slb.test:5150, ${BEATING}`,
        expected: HELD,
      },
      {
        target: 'wss-beating',
        done: 'WSS with a ping beside it',
        is: 'wss: "wss://slb.test:443/soak", ping: { every: 1s, pong-within: 900ms }',
        expected: HELD,
      },
    ],
  },
];
