import type { HopKind } from '../hop-kind.ts';
import { limitFrom, NGINX_CLOCK } from './from-catalogue.ts';
import { SHUTDOWN_LIMIT, UPGRADED_LIMITS } from './nginx.ts';

export const f5NginxIngress: HopKind = {
  kind: 'f5-nginx-ingress',
  title: 'F5 NGINX Ingress Controller',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['f5-nic-', 'nginx-http-'],
  limits: [
    limitFrom('f5-nic-proxy-timeouts', {
      ...NGINX_CLOCK,
      key: 'proxy-read-timeout',
      setting: 'proxy-read-timeout',
      effects: ['close-notify'],
      onlyFor: ['ws', 'wss'],
    }),
    ...UPGRADED_LIMITS.filter(({ key }) => key === 'proxy-send-timeout'),
    SHUTDOWN_LIMIT,
  ],
  inert: ['proxy-connect-timeout', 'keepalive-timeout'],
};
