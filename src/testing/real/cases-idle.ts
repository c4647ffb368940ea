import { dropped, HELD, OPEN } from './expected.ts';
import type { Scene } from './scene.ts';
import { BEAT, haproxy, ingress, PING, POD, TCP, WSS } from './targets.ts';

/** Timers that run out, each with those beside it that speak in time. */
export const IDLE_SCENES: readonly Scene[] = [
  {
    name: 'idle-haproxy-nginx',
    holdS: 9,
    path: [
      haproxy('timeout-client: 5s, timeout-server: 6s'),
      ingress('proxy-read-timeout: 3s, proxy-send-timeout: 3s'),
      POD,
    ],
    cases: [
      {
        target: 'tcp-idle',
        done: 'TCP silent, HAProxy timeout client 5 s',
        is: `${TCP}, silent: true`,
        expected: dropped(/^FIN$/, 'slb timeout client'),
      },
      {
        target: 'tcp-keepalive',
        done: 'TCP with keepalive probes only: they do not help at a proxy',
        is: `${TCP}, silent: true, keepalive: { after: 1s }`,
        expected: dropped(/^FIN$/, 'slb timeout client'),
      },
      {
        target: 'wss-idle',
        done: 'WSS silent, proxy_read_timeout 3 s',
        is: `${WSS}, silent: true`,
        expected: dropped(/^close_notify \+ FIN$/, 'ingress proxy-read-timeout'),
      },
      {
        target: 'tcp-beating',
        done: 'TCP with a heartbeat beside it',
        is: `${TCP}, ${BEAT}`,
        expected: HELD,
      },
      {
        target: 'wss-beating',
        done: 'WSS with a ping beside it',
        is: `${WSS}, ${PING}`,
        expected: HELD,
      },
    ],
  },
  {
    name: 'haproxy-server',
    holdS: 7,
    path: [haproxy('timeout-client: 6s, timeout-server: 4s'), ingress(), POD],
    cases: [
      {
        target: 'tcp-idle',
        done: 'TCP silent, HAProxy timeout server 4 s',
        is: `${TCP}, silent: true`,
        expected: dropped(/^FIN$/, 'slb timeout server'),
      },
      {
        target: 'wss-idle',
        done: 'WSS silent, HAProxy timeout server 4 s before proxy_read_timeout',
        is: `${WSS}, silent: true`,
        expected: dropped(/^FIN without close_notify$/, 'slb timeout server'),
      },
      {
        target: 'wss-beating',
        done: 'WSS with a ping beside it',
        is: `${WSS}, ${PING}`,
        expected: HELD,
      },
    ],
  },
  {
    name: 'haproxy-tunnel-nolinger',
    holdS: 7,
    path: [haproxy('timeout-tunnel: 4s'), ingress(), POD],
    lab: { haproxy: { defaults: ['option nolinger'] } },
    cases: [
      {
        target: 'tcp-idle',
        done: 'TCP silent, HAProxy timeout tunnel 4 s, nolinger',
        is: `${TCP}, silent: true`,
        expected: dropped(/^FIN( or RST)?$/, 'slb timeout tunnel'),
      },
      {
        target: 'tcp-beating',
        done: 'TCP with a heartbeat beside it',
        is: `${TCP}, ${BEAT}`,
        expected: HELD,
      },
    ],
  },
  {
    name: 'slb-resets',
    holdS: 7,
    path: ['hop: slb, kind: alibaba-slb, scaled: true, established-timeout: 4s', ingress(), POD],
    cases: [
      {
        target: 'tcp-idle',
        done: 'TCP silent, RST by the SLB after 4 s',
        is: `${TCP}, silent: true`,
        expected: dropped(/^RST$/, 'slb EstablishedTimeout'),
      },
      {
        target: 'wss-idle',
        done: 'WSS silent, RST by the SLB after 4 s',
        is: `${WSS}, silent: true`,
        expected: dropped(/^RST$/, 'slb EstablishedTimeout'),
      },
      {
        target: 'tcp-beating',
        done: 'TCP with a heartbeat beside it',
        is: `${TCP}, ${BEAT}`,
        expected: HELD,
      },
    ],
  },
  {
    name: 'only-client-talks',
    holdS: 8,
    path: [haproxy(), ingress('proxy-read-timeout: 3s, proxy-send-timeout: 3s'), POD],
    lab: { serve: ['--mute'] },
    cases: [
      {
        target: 'wss-talking',
        done: 'WSS where only the client talks, proxy_read_timeout 3 s',
        is: `${WSS}, heartbeat: { every: 1s, expect: none }, final-probe: off`,
        expected: OPEN,
      },
      {
        target: 'wss-idle',
        done: 'WSS silent beside it',
        is: `${WSS}, silent: true, final-probe: off`,
        expected: dropped(/^close_notify \+ FIN$/, 'ingress proxy-read-timeout'),
      },
    ],
  },
  {
    name: 'only-server-talks',
    holdS: 8,
    path: [
      haproxy('timeout-client: 4s, timeout-server: 4s'),
      ingress('proxy-read-timeout: 3s, proxy-send-timeout: 3s'),
      POD,
    ],
    lab: { serve: ['--push-every', '1s'] },
    cases: [
      {
        target: 'wss-listening',
        done: 'WSS where only the server talks, proxy_read_timeout 3 s',
        is: `${WSS}, silent: true`,
        expected: HELD,
      },
      {
        target: 'tcp-listening',
        done: 'TCP where only the server talks, HAProxy 4 s',
        is: `${TCP}, silent: true`,
        expected: HELD,
      },
    ],
  },
  {
    name: 'backend-idle-timeout',
    holdS: 7,
    path: [haproxy(), ingress(), `${POD}, idle-timeout: 3s`],
    cases: [
      {
        target: 'tcp-idle',
        done: 'TCP silent, the backend closes after 3 s',
        is: `${TCP}, silent: true`,
        expected: dropped(/^FIN$/, 'pod idle timeout of the application'),
      },
      {
        target: 'wss-idle',
        done: 'WSS silent, the backend closes after 3 s',
        is: `${WSS}, silent: true`,
        expected: dropped(
          /^Close frame/,
          'pod idle timeout of the application',
          'pod Close frame 1000',
        ),
      },
      {
        target: 'wss-beating',
        done: 'WSS with a ping beside it',
        is: `${WSS}, ${PING}`,
        expected: HELD,
      },
    ],
  },
  {
    name: 'equal-timers',
    holdS: 7,
    path: [
      haproxy('timeout-client: 4s, timeout-server: 4s'),
      ingress('proxy-read-timeout: 4s, proxy-send-timeout: 4s'),
      POD,
    ],
    cases: [
      {
        target: 'tcp-idle',
        done: 'TCP silent, two settings of HAProxy at 4 s',
        is: `${TCP}, silent: true`,
        expected: dropped(/^FIN$/, 'slb timeout client', 'slb timeout server'),
      },
    ],
  },
];
