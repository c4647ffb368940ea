import type { HopKind } from '../hop-kind.ts';
import { limitFrom, limitIfConfigured } from './from-catalogue.ts';

export const carrierNat: HopKind = {
  kind: 'nat',
  title: 'NAT of a home router or a carrier',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['nat-'],
  limits: [
    limitFrom('nat-rfc5382', {
      key: 'established-timeout',
      effects: ['silent', 'rst-on-next-packet'],
    }),
  ],
};

export const webseal: HopKind = {
  kind: 'webseal',
  title: 'IBM WebSEAL, a corporate reverse proxy',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['ibm-webseal-'],
  limits: [
    limitIfConfigured('ibm-webseal-ws', {
      key: 'clt-read-inactive-timeout',
      resetBy: 'bytes-to-backend',
      effects: ['fin', 'close-notify'],
    }),
    limitIfConfigured('ibm-webseal-ws', {
      key: 'srv-read-inactive-timeout',
      setting: 'srv-read-inactive-timeout',
      resetBy: 'bytes-to-client',
      effects: ['fin', 'close-notify'],
    }),
  ],
};
