import { type FaultKind, pick } from './fault-kind.ts';

/**
 * A configuration change: open connections stay with the old worker, which ends them all together when
 * its time is over; later ones get the new one, and its new certificate. A backend says goodbye at once.
 */
export const reload = {
  name: 'reload',
  does: 'an ingress reloads: connections of its old workers end worker-shutdown-timeout later',
  event: 'reload',
  hits: 'connections',
  async apply(site, order) {
    const victims = pick(site, order);
    for (const victim of victims) victim.outdate('reload');
    await site.renew();
    return { count: victims.length };
  },
} as const satisfies FaultKind;
