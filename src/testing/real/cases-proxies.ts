import { acting, signal, signalWorkers } from './deeds.ts';
import { dropped, HELD } from './expected.ts';
import { type Case, RAMP_S, type Scene } from './scene.ts';
import { BEAT, DIRECT, haproxy, ingress, PING, POD, TCP, WSS } from './targets.ts';

const TCP_BESIDE: Case = {
  target: 'tcp-beside',
  done: 'TCP past the ingress beside it',
  is: `${TCP}, ${BEAT}`,
  expected: HELD,
};

const DIRECT_BESIDE: Case = {
  target: 'direct',
  done: 'TCP past every hop beside it',
  is: DIRECT,
  expected: HELD,
};

const SHUTDOWN = 'proxy-read-timeout: 60s, proxy-send-timeout: 60s, worker-shutdown-timeout: 2s';

function nginxCase(done: string, expected: Case['expected'], more: Partial<Case> = {}): Case {
  return { target: 'wss', done, is: `${WSS}, ${PING}`, expected, ...more };
}

const FORCED = 'ingress reload, stop or crash';
const BALANCER = 'slb reload, stop or crash';
/** Who was sending when a proxy was ended by force gets RST instead of FIN: alone it tells less. */
const UNREAD = [
  'slb killed or stopped with unread data',
  'slb session lost',
  'unlisted a timeout that is not listed',
] as const;

/** What is done to nginx and HAProxy themselves. */
export const PROXY_SCENES: readonly Scene[] = [
  {
    name: 'nginx-reload-told',
    holdS: 6,
    path: [haproxy(), ingress(SHUTDOWN), POD],
    events: [`at: ${RAMP_S + 1}s, label: ingress reload`],
    act: acting([1_000, signal('ingress', 'SIGHUP')]),
    cases: [
      nginxCase(
        'nginx reload with worker_shutdown_timeout 2 s, told as an event',
        dropped(/^FIN without close_notify/, 'ingress worker-shutdown-timeout'),
      ),
      TCP_BESIDE,
    ],
  },
  {
    name: 'nginx-reload-untold',
    holdS: 6,
    path: [haproxy(), ingress(SHUTDOWN), POD],
    act: acting([1_000, signal('ingress', 'SIGHUP')]),
    cases: [
      nginxCase(
        'nginx reload with worker_shutdown_timeout 2 s, nobody told',
        dropped(/^FIN without close_notify/, FORCED),
      ),
      TCP_BESIDE,
    ],
  },
  {
    name: 'nginx-reload-patient',
    holdS: 6,
    path: [haproxy(), ingress('proxy-read-timeout: 60s, worker-shutdown-timeout: none'), POD],
    act: acting([1_000, signal('ingress', 'SIGHUP')]),
    cases: [
      nginxCase('nginx reload without worker_shutdown_timeout: old workers wait', HELD),
      TCP_BESIDE,
    ],
  },
  {
    name: 'nginx-rotates-certificate',
    holdS: 6,
    path: [haproxy(), ingress('proxy-read-timeout: 60s, worker-shutdown-timeout: none'), POD],
    act: acting(
      [1_000, async ({ lab }) => lab.rotateCertificate('ingress')],
      [1_100, signal('ingress', 'SIGHUP')],
    ),
    cases: [nginxCase('certificate rotated, nginx reloaded', HELD), TCP_BESIDE],
  },
  {
    name: 'nginx-quit',
    holdS: 6,
    path: [haproxy(), ingress(SHUTDOWN), POD],
    act: acting([1_000, signal('ingress', 'SIGQUIT')]),
    cases: [
      nginxCase(
        'nginx QUIT, worker_shutdown_timeout 2 s',
        dropped(/^FIN without close_notify/, FORCED),
      ),
      TCP_BESIDE,
    ],
  },
  {
    name: 'nginx-term',
    holdS: 5,
    path: [haproxy(), ingress(SHUTDOWN), POD],
    act: acting([1_500, signal('ingress', 'SIGTERM')]),
    cases: [nginxCase('nginx TERM', dropped(/^FIN without close_notify/, FORCED)), TCP_BESIDE],
  },
  {
    name: 'nginx-worker-killed',
    holdS: 5,
    path: [haproxy(), ingress(SHUTDOWN), POD],
    act: acting([1_500, signalWorkers('ingress', { name: 'SIGKILL', count: 1 })]),
    cases: [
      nginxCase('nginx worker killed', dropped(/^FIN without close_notify/, FORCED)),
      TCP_BESIDE,
    ],
  },
  {
    name: 'nginx-hangs',
    holdS: 7,
    path: [haproxy(), ingress(SHUTDOWN), POD],
    act: acting([1_500, signalWorkers('ingress', { name: 'SIGSTOP' })]),
    cases: [
      nginxCase(
        'nginx workers SIGSTOP',
        dropped(/^silent/, 'ingress hang or loss of packets', 'pod hang or loss of packets'),
      ),
      TCP_BESIDE,
    ],
  },
  {
    name: 'haproxy-soft-stop',
    holdS: 6,
    path: [
      haproxy('timeout-client: 60s, timeout-server: 60s, hard-stop-after: 2s'),
      ingress(SHUTDOWN),
      POD,
    ],
    events: [`at: ${RAMP_S + 1}s, label: balancer drained`],
    act: acting([1_000, signal('slb', 'SIGUSR1')]),
    cases: [
      {
        target: 'tcp',
        done: 'HAProxy soft stop, hard-stop-after 2 s: TCP',
        is: `${TCP}, ${BEAT}`,
        expected: dropped(/^FIN/, 'slb hard-stop-after', 'pod terminationGracePeriodSeconds'),
      },
      nginxCase(
        'HAProxy soft stop, hard-stop-after 2 s: WSS',
        dropped(
          /^FIN/,
          'slb hard-stop-after',
          'ingress worker-shutdown-timeout',
          'pod terminationGracePeriodSeconds',
        ),
      ),
      DIRECT_BESIDE,
    ],
  },
  {
    name: 'haproxy-reload',
    holdS: 6,
    path: [
      haproxy('timeout-client: 60s, timeout-server: 60s, hard-stop-after: 2s'),
      ingress(SHUTDOWN),
      POD,
    ],
    act: acting([1_000, signal('slb', 'SIGUSR2')]),
    cases: [
      {
        target: 'tcp',
        done: 'HAProxy reload, hard-stop-after 2 s, nobody told: TCP',
        is: `${TCP}, ${BEAT}`,
        expected: dropped(/^(FIN|RST)/, BALANCER, ...UNREAD),
      },
      nginxCase(
        'HAProxy reload, hard-stop-after 2 s, nobody told: WSS',
        dropped(/^(FIN|RST)/, BALANCER, ...UNREAD),
      ),
      DIRECT_BESIDE,
    ],
  },
  {
    name: 'haproxy-killed',
    holdS: 5,
    path: [haproxy(), ingress(), POD],
    act: acting([
      1_500,
      (stage) => {
        signalWorkers('slb', { name: 'SIGKILL' })(stage);
        signal('slb', 'SIGKILL')(stage);
      },
    ]),
    cases: [
      {
        target: 'tcp',
        done: 'HAProxy killed: TCP',
        is: `${TCP}, ${BEAT}`,
        expected: dropped(/^(FIN|RST)/, BALANCER, ...UNREAD),
      },
      nginxCase('HAProxy killed: WSS', dropped(/^(FIN|RST)/, BALANCER, ...UNREAD)),
      DIRECT_BESIDE,
    ],
  },
];
