import { valueOn } from '../clocks.ts';
import type { Conclusion } from '../conclusion.ts';
import { shownFor } from '../conclusion.ts';
import type { Ground } from '../ground.ts';
import type { Case } from './group.ts';

/** A drop with a conclusion, which it shares with all that are concluded alike. */
export function caseOf(
  { index, drop }: Pick<Case, 'index' | 'drop'>,
  concluded: Conclusion,
  { conclusions, way }: Ground,
): Case {
  const conclusion = conclusions.shared(concluded);
  const shownMs = shownFor(conclusion, drop, way);
  const observedMs = shownMs === valueOn(conclusion.axis, drop) ? undefined : shownMs;
  return { index, drop, conclusion, observedMs };
}
