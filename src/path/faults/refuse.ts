import type { FaultKind } from './fault-kind.ts';

/** Nothing listens: new connections are refused (ECONNREFUSED), open ones are left alone. */
export const refuse = {
  name: 'refuse',
  does: 'refuses new connections',
  shownAs: [],
  hits: 'listeners',
  heals: true,
  apply(site, { target }) {
    const listeners = site.listeners(target);
    for (const listener of listeners) listener.shut();
    return Promise.resolve({
      count: listeners.length,
      heal: async () => {
        await Promise.all(listeners.map((listener) => listener.reopen()));
      },
    });
  },
} as const satisfies FaultKind;
