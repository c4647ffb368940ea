import { type FaultKind, pick } from './kind.ts';

/** RST to both sides. */
export const rst: FaultKind = {
  kind: 'rst',
  apply(station, fault) {
    const victims = pick(station, fault);
    for (const victim of victims) victim.rst();
    return Promise.resolve({ count: victims.length });
  },
};
