import { ownFault } from './own-fault.ts';
import type { DecidingRule } from './rule.ts';

export const unreadAnswer: DecidingRule = {
  id: 'unread-answer',
  kind: 'decides',
  concludes: 'the answer had arrived and lay unread in the kernel of the load generator',
  refutedBy: 'the receive queue of the socket was empty when the reply was due',
  decide({ ending }) {
    if (ending.kind !== 'blackhole' || (ending.kernel?.receiveQueue ?? 0) === 0) return undefined;
    return ownFault('certain', 'answer not read', 'the answer lay unread in our own kernel');
  },
};
