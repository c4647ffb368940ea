import { type FaultKind, pick } from './kind.ts';

/** A process that is killed: FIN at once, without close_notify and without a Close frame. */
export const fin: FaultKind = {
  kind: 'fin',
  apply(station, fault) {
    const victims = pick(station, fault);
    for (const victim of victims) victim.fin();
    return Promise.resolve({ count: victims.length });
  },
};
