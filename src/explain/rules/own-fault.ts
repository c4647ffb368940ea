import type { Conclusion } from '../conclusion.ts';

/** The load generator itself caused the drop. */
export function ownFault(
  certainty: 'certain' | 'likely',
  setting: string,
  reason: string,
): Conclusion {
  const candidates = [{ hop: 'generator', setting }];
  return { basis: 'own', certainty, candidates, axis: 'wall', reason };
}
