import type { Explanation } from '../../explain/cause.ts';
import { conclude } from '../../explain/conclude.ts';
import { explanationOf, shownFor } from '../../explain/conclusion.ts';
import type { Drop, ExplainContext } from '../../explain/drop.ts';
import { groundOf } from '../../explain/ground.ts';
import { reasonWithFigures } from '../../explain/reason.ts';

/** What the rules say of one drop alone; the passes over many may know better. */
export function explainedAlone(drop: Drop, context: ExplainContext): Explanation {
  const ground = groundOf(context, drop.target);
  const conclusion = conclude(drop, ground);
  const observedMs = shownFor(conclusion, drop, ground.way);
  const reason = reasonWithFigures(conclusion, observedMs, observedMs);
  return explanationOf(conclusion, { observedMs, reason });
}
