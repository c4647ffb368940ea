import type { FaultKind } from './kind.ts';

/** Nobody listens: new connections are refused (ECONNREFUSED), open ones go on. */
export const refuse: FaultKind = {
  kind: 'refuse',
  apply(station, { target }) {
    const gates = station.gates(target);
    for (const gate of gates) gate.shut();
    return Promise.resolve({
      count: gates.length,
      heal: async () => {
        await Promise.all(gates.map((gate) => gate.reopen()));
      },
    });
  },
};
