import { type FaultKind, pick } from './kind.ts';

/** A failover without session synchronization: the next packet of each client is answered by RST. */
export const loseState: FaultKind = {
  kind: 'lose-state',
  apply(station, fault) {
    const victims = pick(station, fault);
    for (const victim of victims) victim.loseState();
    return Promise.resolve({ count: victims.length });
  },
};
