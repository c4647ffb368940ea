import type { HopKind, LimitSpec } from '../hop-kind.ts';

// Measured with HAProxy 2.6.12: -45 to +6 ms (n=42).
const IDLE: Omit<LimitSpec, 'key' | 'setting'> = {
  resetBy: 'bytes',
  startsAt: 'last-reset',
  effects: ['fin'],
  earlyMs: 80,
  lateMs: 250,
  verified: 'measured',
  reference: 'HAProxy 2.6.12 measured; rule confirmed in the sources of 3.5-dev',
};

export const haproxy: HopKind = {
  kind: 'haproxy',
  title: 'HAProxy in TCP mode',
  role: 'load-balancer',
  limits: [
    { ...IDLE, key: 'timeout-client', setting: 'timeout client' },
    { ...IDLE, key: 'timeout-server', setting: 'timeout server' },
    { ...IDLE, key: 'timeout-tunnel', setting: 'timeout tunnel' },
    {
      ...IDLE,
      key: 'hard-stop-after',
      setting: 'hard-stop-after',
      resetBy: 'nothing',
      startsAt: 'event',
      event: 'reload',
      lateMs: 500,
    },
  ],
};
