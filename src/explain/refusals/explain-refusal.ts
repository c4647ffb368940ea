import type { Refusal } from '../../outcome/ending.ts';
import type { Way } from '../../path/way.ts';
import { certificate } from './certificate.ts';
import { closedWhileOpening } from './closed-while-opening.ts';
import { connectionRefused } from './connection-refused.ts';
import { firstBytesRefused } from './first-bytes-refused.ts';
import { foreignReply } from './foreign-reply.ts';
import { httpStatus } from './http-status.ts';
import { nameResolution } from './name-resolution.ts';
import { noRoute } from './no-route.ts';
import { openLimit } from './open-limit.ts';
import { otherProtocol } from './other-protocol.ts';
import { ownResources } from './own-resources.ts';
import { LONE_REFUSAL, type RefusalFacts } from './refusal-facts.ts';
import type { RefusalExplanation, RefusalRule } from './refusal-rule.ts';
import { resetWhileOpening } from './reset-while-opening.ts';
import { silentWhileOpening } from './silent-while-opening.ts';
import { synUnanswered } from './syn-unanswered.ts';
import { tlsHandshake } from './tls-handshake.ts';
import { unexpectedReply } from './unexpected-reply.ts';

/** In the order in which they are asked; the last one has an answer for whatever is left. */
export const REFUSAL_RULES: readonly RefusalRule[] = [
  ownResources,
  nameResolution,
  openLimit,
  connectionRefused,
  noRoute,
  synUnanswered,
  otherProtocol,
  httpStatus,
  foreignReply,
  unexpectedReply,
  certificate,
  tlsHandshake,
  silentWhileOpening,
  firstBytesRefused,
  resetWhileOpening,
  closedWhileOpening,
];

/** Why connections never opened: the first rule that has an answer. */
export function explainRefusal(
  refusal: Refusal,
  way: Way,
  facts: RefusalFacts = LONE_REFUSAL,
): RefusalExplanation {
  for (const rule of REFUSAL_RULES) {
    const explanation = rule.explain(refusal, way, facts);
    if (explanation !== undefined) return explanation;
  }
  return { certainty: 'unexplained', causes: [], reason: 'no rule explains this refusal' };
}
