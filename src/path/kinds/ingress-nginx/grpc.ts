import type { Change } from '../../change.ts';
import type { HopKind, LimitSpec } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from '../nginx/clock.ts';
import { nginxHttpEntry } from '../nginx/http.ts';
import { POD_GRACE } from '../proxy-pods.ts';
import { annotationChange } from './changes.ts';
import { REFERENCE, SHUTDOWN } from './ingress-nginx.ts';
import { timeoutsEntry } from './timeouts.ts';

const GRPC: Pick<LimitSpec, 'effects' | 'verified' | 'reference'> = {
  effects: ['fin', 'close-notify'],
  verified: 'source',
  reference: `${REFERENCE}; nginx.tmpl:1359-1361; docs/examples/grpc`,
};

/**
 * Streams of gRPC: each direction has a clock of its own.
 *
 * grpc_read_timeout counts what the backend sends, and while the client may still send, client_body_timeout counts that.
 */
export const ingressNginxGrpc: HopKind = {
  kind: 'ingress-nginx-grpc',
  title: 'ingress-nginx, a gRPC backend',
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['ingress-nginx-', 'nginx-client-body-timeout'],
  limits: [
    limitFrom(timeoutsEntry('ingress-nginx-proxy-read-timeout'), {
      ...NGINX_CLOCK,
      ...GRPC,
      key: 'proxy-read-timeout',
      setting: 'proxy-read-timeout (grpc_read_timeout)',
      resetBy: 'bytes-to-client',
      change: annotationChange('proxy-read-timeout'),
    }),
    limitFrom(timeoutsEntry('ingress-nginx-proxy-send-timeout'), {
      ...NGINX_CLOCK,
      ...GRPC,
      key: 'proxy-send-timeout',
      setting: 'proxy-send-timeout (grpc_send_timeout)',
      change: annotationChange('proxy-send-timeout'),
    }),
    limitFrom(nginxHttpEntry('nginx-client-body-timeout'), {
      ...NGINX_CLOCK,
      ...GRPC,
      key: 'client-body-timeout',
      setting: 'client-body-timeout',
      resetBy: 'bytes-to-backend',
      startsAt: 'last-reset',
      verified: 'documentation',
      change: clientBodyTimeout,
    }),
    { ...SHUTDOWN, onlyFor: ['ws', 'wss'] },
    POD_GRACE,
  ],
  inert: ['proxy-connect-timeout', 'proxy-stream-timeout'],
};

/** A whole number, unlike the times that nginx reads itself. */
function clientBodyTimeout(ms: number): Change {
  return {
    where: "data of the controller's ConfigMap",
    key: 'client-body-timeout',
    text: [`client-body-timeout: "${WHOLE_SECONDS.write(ms)}"`],
    manifest: { kind: 'ConfigMap', under: ['data'] },
  };
}
