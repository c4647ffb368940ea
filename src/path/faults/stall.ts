import { type FaultKind, pick } from './fault-kind.ts';

/** A hung process: the kernel still takes bytes until its buffers are full, and nothing reads them. */
export const stall = {
  name: 'stall',
  does: 'stops passing anything on',
  effect: 'silent',
  shownAs: [],
  hits: 'connections',
  heals: true,
  apply(site, order) {
    const victims = pick(site, order);
    for (const victim of victims) victim.stall();
    return Promise.resolve({
      count: victims.length,
      heal: async () => {
        for (const victim of victims) victim.recover();
      },
    });
  },
} as const satisfies FaultKind;
