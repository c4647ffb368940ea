import { type FaultKind, pick } from './kind.ts';

/**
 * A configuration change: open connections stay with the old worker, which ends them all together when
 * its time is over; later ones meet the new one, and its new certificate. A backend says goodbye at once.
 */
export const reload: FaultKind = {
  kind: 'reload',
  async apply(station, fault) {
    const victims = pick(station, fault);
    for (const victim of victims) victim.outdate();
    await station.renew();
    return { count: victims.length };
  },
};
