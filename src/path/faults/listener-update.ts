import { type FaultKind, pick } from './fault-kind.ts';

/**
 * An Envoy gets another version of a listener: connections of the old one are drained, and closed together when the
 * drain time is over. Nothing asks a WebSocket to go before that. Later connections get the new listener.
 */
export const listenerUpdate = {
  name: 'listener-update',
  does: 'an Envoy gets a changed listener: connections of the old one end when the drain time is over',
  event: 'listener-update',
  hits: 'connections',
  async apply(site, order) {
    const victims = pick(site, order);
    for (const victim of victims) victim.outdate('listener-update');
    await site.renew();
    return { count: victims.length };
  },
} as const satisfies FaultKind;
