import { type FaultKind, pick } from './kind.ts';

/** A black hole: what comes is swallowed, nothing is said. When it heals, nothing was lost. */
export const silence: FaultKind = {
  kind: 'silence',
  apply(station, fault) {
    const victims = pick(station, fault);
    const heals = fault.forMs !== undefined;
    for (const victim of victims) victim.silence({ heals });
    return Promise.resolve({
      count: victims.length,
      heal: async () => {
        for (const victim of victims) victim.recover();
      },
    });
  },
};
