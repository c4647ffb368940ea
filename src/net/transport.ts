import type { DialRequest, Transport, Wire } from '../engine/ports.ts';
import type { Target } from '../scenario/scenario.ts';
import type { Shared } from './link.ts';
import type { Resolver } from './resolver.ts';
import { secureContextOf } from './secure.ts';
import type { SourcePorts } from './sources.ts';
import { speechOf } from './speech.ts';
import { StreamLink } from './transports/stream.ts';
import { WebSocketLink } from './transports/web-socket.ts';

/** Opens one target's connections with real sockets. What they share is made here, once. */
export function createTransport(options: {
  readonly target: Target;
  readonly nowMs: () => number;
  readonly resolver: Resolver;
  readonly sources: SourcePorts;
}): Transport {
  const { target } = options;
  const { transport } = target.address;
  const usesTls = transport === 'tls' || transport === 'wss';
  const shared: Shared = {
    ...options,
    speech: speechOf(target),
    secureContext: usesTls ? secureContextOf(target) : undefined,
  };
  const isWebSocket = transport === 'ws' || transport === 'wss';
  return {
    dial: (request: DialRequest): Wire =>
      isWebSocket ? new WebSocketLink(shared, request) : new StreamLink(shared, request),
  };
}
