import { lateBeat, stallWithin } from '../stall.ts';
import type { TargetWay } from '../target-way.ts';
import { ownFault } from './own-fault.ts';
import type { DecidingRule } from './rule.ts';

/** Slack for a beat that is due, before we call it missed. */
const BEAT_SLACK_MS = 500;

export const missedHeartbeat: DecidingRule = {
  id: 'missed-heartbeat',
  kind: 'decides',
  concludes:
    'the load generator stalled, so the heartbeat that would have kept the connection open was not sent',
  refutedBy: 'drops of the same kind after silences that no stall prolonged',
  decide(drop, { way, stalls }) {
    if (stalls.length === 0) return undefined;
    const { silenceMs, missedMs, toMs } = lateBeat(drop, way);
    if (!(missedMs > BEAT_SLACK_MS) || !mattered(silenceMs, way)) return undefined;
    const stall = stallWithin(stalls, toMs - silenceMs, toMs);
    if (stall === undefined || stall.forMs < missedMs / 2) return undefined;
    return ownFault(
      'likely',
      'generator stalled',
      'our own stall kept back a heartbeat that was due',
    );
  },
};

/** Whether any timer on the way can have run out in such a silence; an unlisted way may have any. */
function mattered(silenceMs: number, { timers, listed }: TargetWay): boolean {
  const clocks = timers.filter(({ limit }) => limit.startsAt === 'last-reset');
  if (!listed || clocks.length === 0) return true;
  return clocks.some(({ limit }) => limit.afterMs - limit.earlyMs <= silenceMs);
}
