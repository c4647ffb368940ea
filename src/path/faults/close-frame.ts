import { type FaultKind, pick } from './fault-kind.ts';

const GOING_AWAY = 1001;

/** The application says goodbye with a Close frame (FIN on raw TCP). */
export const closeFrame = {
  name: 'close-frame',
  does: 'sends a WebSocket Close frame',
  effect: 'close-frame',
  shownAs: ['close-frame', 'fin'],
  hits: 'connections',
  isBackends: true,
  hasCode: true,
  apply(site, order) {
    const victims = pick(site, order).filter((victim) => victim.closeFrame !== undefined);
    for (const victim of victims) victim.closeFrame?.(order.code ?? GOING_AWAY);
    return Promise.resolve({ count: victims.length });
  },
} as const satisfies FaultKind;
