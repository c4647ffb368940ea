import type { Ending } from '../outcome/ending.ts';
import type { Effect } from './path.ts';

/** What a client sees of an effect, after every proxy between has passed it on in its own way. */
export interface Sight {
  readonly shape: 'fin' | 'close-notify' | 'rst' | 'close-frame' | 'silent';
  /** `next-packet`: nothing is seen until we say something, or our kernel probes. */
  readonly noticed: 'at-once' | 'next-packet';
}

/** How a hop that ends TCP passes on what happens behind it; a `relay` as it was, a RST too. */
export type Proxying = 'relay' | 'tcp-proxy' | 'http-proxy';

/** An effect as its own hop puts it on the wire. */
export function sightOf(effect: Effect): Sight {
  switch (effect) {
    case 'fin':
    case 'close-notify':
    case 'rst':
    case 'close-frame':
      return { shape: effect, noticed: 'at-once' };
    case 'rst-on-next-packet':
      return { shape: 'rst', noticed: 'next-packet' };
    case 'silent':
      return { shape: 'silent', noticed: 'next-packet' };
  }
}

/**
 * A sight after a proxy between its hop and the client.
 *
 * Measured: nginx turns every end of its upstream, a RST too, into close_notify + FIN; HAProxy in TCP mode
 * turns a backend's RST into a FIN. Both hand on bytes, so a Close frame or a close_notify stays what it is.
 */
export function through(sight: Sight, proxying: Proxying): Sight {
  if (proxying === 'relay') return sight;
  if (sight.shape === 'close-frame' || sight.shape === 'silent') return sight;
  if (proxying === 'http-proxy') return { ...sight, shape: 'close-notify' };
  return sight.shape === 'rst' ? { ...sight, shape: 'fin' } : sight;
}

/** Whether an ending can be this sight. `carriesTls`: a close_notify would have been visible. */
export function shows(shape: Sight['shape'], ending: Ending, carriesTls: boolean): boolean {
  switch (shape) {
    case 'fin':
      return ending.kind === 'fin' && ending.closeNotify !== true;
    case 'close-notify':
      return ending.kind === 'fin' && !(carriesTls && ending.closeNotify === false);
    case 'rst':
      return ending.kind === 'rst' || (ending.kind === 'fin' && ending.maybeReset === true);
    case 'close-frame':
      return ending.kind === 'close-frame';
    case 'silent':
      return ending.kind === 'blackhole';
  }
}
