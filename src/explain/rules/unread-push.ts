import { ranOutIn, stallAtEnd } from '../own/unread-meanwhile.ts';
import { ownFault } from './own-fault.ts';
import type { DecidingRule } from './rule.ts';

export const unreadPush: DecidingRule = {
  id: 'unread-push',
  kind: 'decides',
  concludes:
    'the connection ended while the load generator stalled and read nothing, for longer than a write timeout of the way waits: what a hop had to send for us could not leave',
  refutedBy: 'drops of the same kind at times when the load generator read',
  decide(drop, { way, stalls }) {
    const stall = stalls.length === 0 ? undefined : stallAtEnd(drop, stalls);
    // Nothing that we had not asked for came before: there was nothing to push.
    const wasPushed = drop.sinceReceivedMs < drop.sinceSentMs;
    if (stall === undefined || !wasPushed || !ranOutIn(stall, drop, way)) return undefined;
    return ownFault(
      'likely',
      'generator stalled',
      'we stalled and read nothing for longer than a write timeout on the way',
    );
  },
};
