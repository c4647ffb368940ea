import { type FaultKind, pick } from './kind.ts';

const GOING_AWAY = 1001;

/** The application says goodbye with a Close frame (FIN on raw TCP). Only a backend can. */
export const closeFrame: FaultKind = {
  kind: 'close-frame',
  apply(station, fault) {
    const victims = pick(station, fault).filter((victim) => victim.closeFrame !== undefined);
    for (const victim of victims) victim.closeFrame?.(fault.code ?? GOING_AWAY);
    return Promise.resolve({ count: victims.length });
  },
};
