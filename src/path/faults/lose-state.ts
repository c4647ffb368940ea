import { type FaultKind, pick } from './fault-kind.ts';

/** A failover without session synchronization: the next packet of each client is answered by RST. */
export const loseState = {
  name: 'lose-state',
  does: 'forgets its connections, as after a restart',
  effect: 'rst-on-next-packet',
  shownAs: [],
  hits: 'connections',
  apply(site, order) {
    const victims = pick(site, order);
    for (const victim of victims) victim.loseState();
    return Promise.resolve({ count: victims.length });
  },
} as const satisfies FaultKind;
