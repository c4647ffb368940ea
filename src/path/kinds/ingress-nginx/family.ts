import type { Family } from '../../family.ts';
import { ingressNginxGrpc } from './grpc.ts';
import { ingressNginx } from './ingress-nginx.ts';
import { OPENING } from './opening.ts';
import { ingressNginxPassthrough } from './passthrough.ts';
import { STANDING } from './standing.ts';
import { ingressNginxStream } from './tcp-services.ts';
import { TIMEOUTS } from './timeouts.ts';

export const ingressNginxFamily: Family = {
  kinds: [ingressNginx, ingressNginxGrpc, ingressNginxStream, ingressNginxPassthrough],
  catalogue: [...TIMEOUTS, ...OPENING, ...STANDING],
};
