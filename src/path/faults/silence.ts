import { type FaultKind, pick } from './fault-kind.ts';

/** A blackhole: what arrives is swallowed, and nothing is said. When it heals, nothing was lost. */
export const silence = {
  name: 'silence',
  does: 'swallows the packets of connections that are open',
  effect: 'silent',
  shownAs: [],
  hits: 'connections',
  heals: true,
  apply(site, order) {
    const victims = pick(site, order);
    const heals = order.forMs !== undefined;
    for (const victim of victims) victim.silence({ heals });
    return Promise.resolve({
      count: victims.length,
      heal: async () => {
        for (const victim of victims) victim.recover();
      },
    });
  },
} as const satisfies FaultKind;
