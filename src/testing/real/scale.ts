import { acting, signal } from './deeds.ts';
import { dropped, HELD } from './expected.ts';
import type { Scene } from './scene.ts';
import { haproxy, ingress, POD, TCP, WSS } from './targets.ts';

const RAMP_S = 90;
const RELOAD_AFTER_S = 240;

/** Of 19,850 nginx 1.22.1 had too few for 9,850 clients: it dropped connections in their handshake (measured). */
const WORKER_CONNECTIONS = 24_000;

/**
 * `npm run test:real -- --scale`: as many WSS as the 20,000 files of one nginx worker and one HAProxy allow, two
 * for each connection, held for ten minutes through a reload.
 */
export const SCALE_SCENE: Scene = {
  name: 'scale',
  rampS: RAMP_S,
  holdS: 600,
  path: [
    haproxy('timeout-client: 15m, timeout-server: 15m'),
    ingress('proxy-read-timeout: 1h, proxy-send-timeout: 1h, worker-shutdown-timeout: 240s'),
    POD,
  ],
  lab: { haproxy: { maxConnections: 9_950 }, nginx: { workerConnections: WORKER_CONNECTIONS } },
  events: [`at: ${RAMP_S + RELOAD_AFTER_S}s, label: ingress reload`],
  act: acting([1_000 * RELOAD_AFTER_S, signal('ingress', 'SIGHUP')]),
  cases: [
    {
      target: 'wss',
      done: 'WSS through a reload with worker_shutdown_timeout 240 s',
      is: `${WSS}, ping: { every: 30s, pong-within: 10s }`,
      connections: 9_850,
      expected: dropped(/^FIN/, 'ingress worker-shutdown-timeout'),
    },
    {
      target: 'tcp',
      done: 'TCP past the ingress beside it',
      is: `${TCP}, heartbeat: { every: 30s, within: 10s }`,
      connections: 50,
      expected: HELD,
    },
  ],
};
