import type { Refusal } from '../../outcome/ending.ts';
import type { Way } from '../../path/way.ts';
import type { Explanation } from '../cause.ts';
import { certificate } from './certificate.ts';
import { closedWhileOpening } from './closed-while-opening.ts';
import { connectionRefused } from './connection-refused.ts';
import { httpStatus } from './http-status.ts';
import { nameResolution } from './name-resolution.ts';
import { noRoute } from './no-route.ts';
import { ownResources } from './own-resources.ts';
import type { RefusalRule } from './refusal-rule.ts';
import { resetWhileOpening } from './reset-while-opening.ts';
import { silentWhileOpening } from './silent-while-opening.ts';
import { synUnanswered } from './syn-unanswered.ts';
import { tlsHandshake } from './tls-handshake.ts';
import { unexpectedReply } from './unexpected-reply.ts';

/** In the order in which they are asked; the last one has an answer for whatever is left. */
export const REFUSAL_RULES: readonly RefusalRule[] = [
  ownResources,
  nameResolution,
  connectionRefused,
  noRoute,
  synUnanswered,
  httpStatus,
  unexpectedReply,
  certificate,
  tlsHandshake,
  silentWhileOpening,
  resetWhileOpening,
  closedWhileOpening,
];

/** Why a connection never opened: the first rule that has an answer. */
export function explainRefusal(refusal: Refusal, way: Way): Explanation {
  for (const rule of REFUSAL_RULES) {
    const explanation = rule.explain(refusal, way);
    if (explanation !== undefined) return explanation;
  }
  return { certainty: 'unexplained', causes: [], reason: 'no rule explains this refusal' };
}
