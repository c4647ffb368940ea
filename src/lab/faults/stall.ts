import { type FaultKind, pick } from './kind.ts';

/** A hung process: the kernel still takes bytes until its buffers are full, nobody reads them. */
export const stall: FaultKind = {
  kind: 'stall',
  apply(station, fault) {
    const victims = pick(station, fault);
    for (const victim of victims) victim.stall();
    return Promise.resolve({
      count: victims.length,
      heal: async () => {
        for (const victim of victims) victim.recover();
      },
    });
  },
};
