import { closeFrame } from './close-frame.ts';
import { knownEvent } from './known-event.ts';
import { lateLoop } from './late-loop.ts';
import { limitClock } from './limit-clock.ts';
import { missedHeartbeat } from './missed-heartbeat.ts';
import { otherReply } from './other-reply.ts';
import { ownHost } from './own-host.ts';
import { ownKernel } from './own-kernel.ts';
import { possibleSenders } from './possible-senders.ts';
import type { Rule } from './rule.ts';
import { stalledWrite } from './stalled-write.ts';
import { unreadAnswer } from './unread-answer.ts';
import { unreadPush } from './unread-push.ts';

/**
 * The rules for one drop, in the order in which evidence excludes: our own fault, what the backend said, the
 * clocks and events that match, and at last what can send such an ending at all.
 */
export const RULES: readonly Rule[] = [
  ownKernel,
  unreadAnswer,
  ownHost,
  lateLoop,
  missedHeartbeat,
  unreadPush,
  closeFrame,
  otherReply,
  limitClock,
  knownEvent,
  stalledWrite,
  possibleSenders,
];
