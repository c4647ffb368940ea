import { type FaultKind, pick } from './fault-kind.ts';

/** A process that is killed: FIN at once, without close_notify and without a Close frame. */
export const fin = {
  name: 'fin',
  does: 'sends FIN',
  effect: 'fin',
  shownAs: ['fin'],
  hits: 'connections',
  apply(site, order) {
    const victims = pick(site, order);
    for (const victim of victims) victim.fin();
    return Promise.resolve({ count: victims.length });
  },
} as const satisfies FaultKind;
