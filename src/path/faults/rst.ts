import { type FaultKind, pick } from './fault-kind.ts';

/** RST to both sides. A proxy nearer to the client may turn it into FIN. */
export const rst = {
  name: 'rst',
  does: 'sends RST',
  effect: 'rst',
  shownAs: ['rst', 'fin'],
  hits: 'connections',
  apply(site, order) {
    const victims = pick(site, order);
    for (const victim of victims) victim.rst();
    return Promise.resolve({ count: victims.length });
  },
} as const satisfies FaultKind;
