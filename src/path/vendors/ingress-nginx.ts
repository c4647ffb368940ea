import type { HopKind, LimitSpec } from '../hop-kind.ts';

const REFERENCE =
  'kubernetes/ingress-nginx@dbb11b92 (v1.15.1) config.go; measured with nginx 1.22.1';

// Measured: -214 to +6 ms (n=29). nginx skips re-arming a timer that would move by less than 300 ms.
const CLOCK = { earlyMs: 320, lateMs: 250 } as const;

const WEBSOCKET: Pick<LimitSpec, 'onlyFor' | 'verified' | 'reference'> = {
  onlyFor: ['ws', 'wss'],
  verified: 'measured',
  reference: REFERENCE,
};

export const ingressNginx: HopKind = {
  kind: 'ingress-nginx',
  title: 'ingress-nginx, an upgraded connection',
  role: 'ingress',
  carries: ['ws', 'wss'],
  limits: [
    {
      ...WEBSOCKET,
      ...CLOCK,
      key: 'proxy-read-timeout',
      setting: 'proxy-read-timeout',
      defaultMs: 60_000,
      resetBy: 'bytes',
      startsAt: 'last-reset',
      effects: ['close-notify'],
    },
    {
      ...WEBSOCKET,
      ...CLOCK,
      key: 'proxy-send-timeout',
      setting: 'proxy-send-timeout',
      defaultMs: 60_000,
      resetBy: 'bytes',
      startsAt: 'stall',
      effects: ['close-notify'],
    },
    {
      ...WEBSOCKET,
      key: 'worker-shutdown-timeout',
      setting: 'worker-shutdown-timeout',
      defaultMs: 240_000,
      resetBy: 'nothing',
      startsAt: 'event',
      event: 'reload',
      effects: ['fin'],
      // Measured: +143 to +221 ms after the reload (n=67).
      earlyMs: 80,
      lateMs: 500,
    },
  ],
};
