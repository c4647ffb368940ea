import type { Layer, Termination } from './hop-kind.ts';
import { hopKind } from './kinds/all.ts';
import type { Hop } from './path.ts';
import type { TransportKind } from './transport.ts';

/** The layers of a transport, from the lowest up. */
export const LAYERS: Readonly<Record<TransportKind, readonly Layer[]>> = {
  tcp: ['tcp'],
  tls: ['tcp', 'tls'],
  ws: ['tcp', 'http', 'websocket'],
  wss: ['tcp', 'tls', 'http', 'websocket'],
};

/**
 * Whether this hop ends TCP: what was said of it, otherwise what is known of its kind, otherwise what its limits
 * show. Only what ends TCP can send a FIN, so a balancer whose every effect is one is a proxy, and a balancer
 * without any is none.
 */
export function terminationOf(hop: Hop): Termination {
  if (hop.endsTcp !== undefined) return hop.endsTcp ? 'yes' : 'no';
  switch (hop.role) {
    case 'backend':
    case 'ingress':
      return 'yes';
    case 'client':
    case 'nat':
      return 'no';
    case 'load-balancer': {
      const known = hopKind(hop.kind)?.terminates ?? 'maybe';
      return known === 'maybe' ? byEffects(hop) : known;
    }
  }
}

/**
 * The layers of a transport in which this hop takes part. A hop that ends no TCP takes part in none. One that the
 * scenario describes itself speaks HTTP where it is an ingress, and WebSocket where it is a backend.
 */
export function layersOf(hop: Hop, transport: TransportKind): readonly Layer[] {
  if (terminationOf(hop) === 'no') return [];
  const spoken = hop.kind === 'custom' ? SPOKEN_BY_ROLE[hop.role] : hopKind(hop.kind)?.speaks;
  return LAYERS[transport].filter((layer) => (spoken ?? SPOKEN_BY_ROLE[hop.role]).includes(layer));
}

/**
 * Whether this hop may write a Close frame of its own: what speaks WebSocket, and a proxy of which nothing is known
 * but what the scenario says. Proxies of known kinds that do not speak it only hand frames on.
 */
export function mayWriteFrames(hop: Hop, transport: TransportKind): boolean {
  if (!LAYERS[transport].includes('websocket') || terminationOf(hop) === 'no') return false;
  const isUnknown = hop.kind === 'custom' && hop.role !== 'nat';
  return isUnknown || layersOf(hop, transport).includes('websocket');
}

const SPOKEN_BY_ROLE: Readonly<Record<Hop['role'], readonly Layer[]>> = {
  client: [],
  nat: [],
  'load-balancer': ['tcp'],
  ingress: ['tcp', 'tls', 'http'],
  backend: ['tcp', 'tls', 'http', 'websocket'],
};

function byEffects({ limits }: Hop): Termination {
  const effects = limits.flatMap((limit) => limit.effects);
  if (effects.length === 0) return 'maybe';
  const ending = effects.filter((effect) => effect === 'fin' || effect === 'close-notify');
  if (ending.length === 0) return 'no';
  return ending.length === effects.length ? 'yes' : 'maybe';
}
