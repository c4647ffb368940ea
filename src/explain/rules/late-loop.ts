import { ownFault } from './own-fault.ts';
import type { DecidingRule } from './rule.ts';

export const lateLoop: DecidingRule = {
  id: 'late-loop',
  kind: 'decides',
  concludes:
    'the event loop of the load generator was late by more than half of the reply deadline',
  refutedBy: 'bytes of ours that were never acknowledged: a late loop does not hold those back',
  decide({ ending, loopDelayMs }, { way }) {
    if (ending.kind !== 'blackhole' || ending.noticedBy !== 'reply-timeout') return undefined;
    const isUnacknowledged = (ending.kernel?.sendQueue ?? 0) > 0;
    if (isUnacknowledged || loopDelayMs <= way.deadlineMs / 2) return undefined;
    return ownFault(
      'certain',
      'event loop blocked',
      'our own event loop was late by more than half of the reply deadline',
    );
  },
};
