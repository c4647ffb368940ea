import type { HopKind } from '../hop-kind.ts';
import { limitFrom } from './from-catalogue.ts';

export const gcpApplicationLb: HopKind = {
  kind: 'gcp-application-lb',
  title: 'Google Cloud external Application Load Balancer',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['gcp-appLB-'],
  limits: [
    limitFrom('gcp-appLB-backend-timeout', {
      key: 'backend-timeout',
      setting: 'timeoutSec',
      effects: ['fin', 'close-notify', 'rst'],
    }),
  ],
};

export const gcpNlb: HopKind = {
  kind: 'gcp-nlb',
  title: 'Google Cloud passthrough Network Load Balancer',
  role: 'load-balancer',
  terminates: 'no',
  speaks: [],
  catalogue: ['gcp-passthrough-nlb'],
  limits: [
    limitFrom('gcp-passthrough-nlb', {
      key: 'idle-timeout',
      effects: ['rst-on-next-packet', 'silent'],
    }),
  ],
};
