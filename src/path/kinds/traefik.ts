import type { HopKind } from '../hop-kind.ts';
import { limitFrom } from './from-catalogue.ts';

/** It has no idle timeout for an upgraded or a raw connection; only its own end ends them. */
export const traefik: HopKind = {
  kind: 'traefik',
  title: 'Traefik',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['traefik-'],
  limits: [
    limitFrom('traefik-grace', {
      key: 'grace-timeout',
      setting: 'lifeCycle.graceTimeOut',
      event: 'shutdown',
      effects: ['fin'],
    }),
  ],
  inert: ['read-timeout', 'write-timeout', 'idle-timeout', 'keep-alive-max-time'],
};
