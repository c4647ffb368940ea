import type { HopKind } from '../../hop-kind.ts';

/** A Go copy loop in the controller: no idle timeout at all, and none of nginx's applies. */
export const ingressNginxPassthrough: HopKind = {
  kind: 'ingress-nginx-passthrough',
  title: 'ingress-nginx with ssl-passthrough',
  role: 'ingress',
  carries: ['tls', 'wss'],
  terminates: 'yes',
  speaks: ['tcp'],
  catalogue: ['ingress-nginx-ssl-passthrough'],
  limits: [],
  inert: ['proxy-read-timeout', 'proxy-send-timeout', 'worker-shutdown-timeout'],
};
