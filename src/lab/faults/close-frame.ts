import { type FaultKind, pick } from './kind.ts';

const GOING_AWAY = 1001;

/** True for what an endpoint may send (RFC 6455 section 7.4; 1012 to 1014 are registered with IANA). */
export function isCloseCode(code: number = GOING_AWAY): boolean {
  if (code >= 3_000 && code <= 4_999) return Number.isInteger(code);
  return [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014].includes(code);
}

/** The application says goodbye with a Close frame (FIN on raw TCP). Only a backend can. */
export const closeFrame: FaultKind = {
  kind: 'close-frame',
  apply(station, fault) {
    const victims = pick(station, fault).filter((victim) => victim.closeFrame !== undefined);
    for (const victim of victims) victim.closeFrame?.(fault.code ?? GOING_AWAY);
    return Promise.resolve({ count: victims.length });
  },
};
