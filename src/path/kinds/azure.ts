import type { HopKind } from '../hop-kind.ts';
import { limitFrom, limitIfConfigured } from './from-catalogue.ts';

export const azureLb: HopKind = {
  kind: 'azure-lb',
  title: 'Azure Load Balancer',
  role: 'load-balancer',
  terminates: 'no',
  speaks: [],
  catalogue: ['azure-lb-'],
  // `rst` with TCP reset enabled on the rule, silence without.
  onIdle: ['silent', 'rst'],
  limits: [limitFrom('azure-lb-idle-timeout', { key: 'idle-timeout', effects: ['silent', 'rst'] })],
};

export const azureApplicationGateway: HopKind = {
  kind: 'azure-application-gateway',
  title: 'Azure Application Gateway',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['azure-appgw'],
  limits: [
    limitIfConfigured('azure-appgw', {
      key: 'idle-timeout',
      setting: 'idle timeout',
      effects: ['fin', 'close-notify', 'rst'],
    }),
  ],
  inert: ['request-timeout'],
};
