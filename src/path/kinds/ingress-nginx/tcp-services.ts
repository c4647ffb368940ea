import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from '../nginx/clock.ts';
import { POD_GRACE } from '../proxy-pods.ts';
import { configChange } from './changes.ts';
import { REFERENCE, SHUTDOWN } from './ingress-nginx.ts';
import { timeoutsEntry } from './timeouts.ts';

export const ingressNginxStream: HopKind = {
  kind: 'ingress-nginx-stream',
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx-stream',
  title: 'ingress-nginx, a port of its tcp-services',
  role: 'ingress',
  carries: ['tcp', 'tls'],
  terminates: 'yes',
  speaks: ['tcp'],
  catalogue: ['ingress-nginx-proxy-stream-', 'ingress-nginx-worker-', 'nginx-stream-'],
  limits: [
    limitFrom(timeoutsEntry('ingress-nginx-proxy-stream-timeout'), {
      ...NGINX_CLOCK,
      key: 'proxy-stream-timeout',
      change: configChange('proxy-stream-timeout'),
      effects: ['fin'],
      reference: REFERENCE,
    }),
    SHUTDOWN,
    POD_GRACE,
  ],
  // They belong to HTTP; a TCP service has proxy-stream-timeout only.
  inert: ['proxy-read-timeout', 'proxy-send-timeout', 'proxy-connect-timeout'],
};
