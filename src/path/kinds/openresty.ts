import type { HopKind } from '../hop-kind.ts';
import { limitFrom, limitIfConfigured, NGINX_CLOCK } from './from-catalogue.ts';
import { UPGRADED_LIMITS } from './nginx.ts';

export const kong: HopKind = {
  kind: 'kong',
  title: 'Kong Gateway',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['kong-'],
  limits: [
    limitFrom('kong-service-timeouts', {
      ...NGINX_CLOCK,
      key: 'read-timeout',
      setting: 'read_timeout',
      effects: ['close-notify'],
    }),
    limitFrom('kong-service-timeouts', {
      ...NGINX_CLOCK,
      key: 'write-timeout',
      setting: 'write_timeout',
      startsAt: 'stall',
      effects: ['close-notify'],
    }),
  ],
  inert: ['connect-timeout'],
};

export const apisix: HopKind = {
  kind: 'apisix',
  title: 'Apache APISIX',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['apisix-'],
  limits: [
    // nginx's own default; what APISIX sets per route was not read.
    ...UPGRADED_LIMITS.map((limit) => ({
      ...limit,
      key: limit.key.replace(/^proxy-(read|send)-timeout$/, '$1-timeout'),
      setting: limit.key === 'proxy-read-timeout' ? 'timeout.read' : 'timeout.send',
      verified: 'unverified' as const,
    })),
    limitIfConfigured('nginx-http-send-timeout', {
      ...NGINX_CLOCK,
      key: 'client-send-timeout',
      setting: 'nginx_config.http.send_timeout',
      defaultMs: 10_000,
      effects: ['fin', 'rst'],
      verified: 'source',
      reference: 'github.com/apache/apisix@000d12ef apisix/cli/config.lua',
    }),
    limitFrom('apisix-timeouts', {
      key: 'worker-shutdown-timeout',
      setting: 'nginx_config.worker_shutdown_timeout',
      event: 'reload',
      effects: ['fin'],
      earlyMs: 80,
      lateMs: 500,
    }),
  ],
};
