import type { HopKind, LimitSpec } from '../hop-kind.ts';
import { type Appearance, limitFrom, limitIfConfigured } from './from-catalogue.ts';

// Measured with HAProxy 2.6.12: -45 to +6 ms (n=42).
const CLOCK = {
  earlyMs: 80,
  lateMs: 250,
  verified: 'measured',
  reference: 'HAProxy 2.6.12 measured; rule confirmed in the sources of 3.5-dev',
} as const;

/** Where HAProxy ends TLS it sends close_notify before its FIN; in TCP mode there is only the FIN. */
type Ending = Pick<Appearance, 'effects'>;

function haproxyLimits(ending: Ending): readonly LimitSpec[] {
  return [
    limitFrom('haproxy-timeout-client', { ...CLOCK, ...ending, key: 'timeout-client' }),
    limitFrom('haproxy-timeout-server', { ...CLOCK, ...ending, key: 'timeout-server' }),
    limitFrom('haproxy-timeout-tunnel', { ...CLOCK, ...ending, key: 'timeout-tunnel' }),
    limitFrom('haproxy-hard-stop-after', {
      ...CLOCK,
      ...ending,
      key: 'hard-stop-after',
      event: 'reload',
      lateMs: 500,
    }),
  ];
}

export const haproxy: HopKind = {
  kind: 'haproxy',
  title: 'HAProxy in TCP mode',
  role: 'load-balancer',
  terminates: 'yes',
  speaks: ['tcp'],
  catalogue: ['haproxy-'],
  limits: haproxyLimits({ effects: ['fin'] }),
  inert: ['timeout-connect', 'timeout-http-request', 'timeout-http-keep-alive'],
};

export const haproxyIngress: HopKind = {
  kind: 'haproxy-ingress',
  title: 'haproxy-ingress (jcmoraisjr)',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['haproxy-ingress-', 'haproxy-timeout-'],
  limits: haproxyLimits({ effects: ['close-notify'] }),
  inert: ['timeout-connect', 'timeout-http-request', 'timeout-http-keep-alive'],
};

const TUNNEL = limitFrom('haproxytech-ingress-timeouts', {
  ...CLOCK,
  key: 'timeout-tunnel',
  setting: 'timeout-tunnel',
  effects: ['close-notify'],
  verified: 'unverified',
});

export const haproxytechIngress: HopKind = {
  kind: 'haproxytech-ingress',
  title: 'HAProxy Technologies Kubernetes Ingress Controller',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['haproxytech-ingress-', 'haproxy-timeout-'],
  limits: [
    // timeout tunnel replaces client and server after the upgrade, so they do not apply here.
    TUNNEL,
    limitIfConfigured('haproxy-hard-stop-after', {
      ...CLOCK,
      key: 'hard-stop-after',
      effects: ['close-notify'],
      event: 'reload',
      lateMs: 500,
    }),
  ],
  inert: ['timeout-client', 'timeout-server', 'timeout-connect', 'timeout-http-request'],
};
