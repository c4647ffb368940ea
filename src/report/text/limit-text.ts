import type { LimitOutcome, LimitSummary } from '../../analysis/summary/summary.ts';
import { inWords } from './words.ts';

/** The word for an outcome, and what it means for the reader; the worst first. */
export const LIMIT_OUTCOMES: Readonly<
  Record<LimitOutcome, { readonly word: string; readonly tone: 'bad' | 'warn' | 'ok' | '' }>
> = {
  // Connections that nothing explains ended as this limit ends them: another hop may have done it.
  'broken-early': { word: 'perhaps broken early', tone: 'bad' },
  'not-enforced': { word: 'not enforced', tone: 'warn' },
  holds: { word: 'holds', tone: 'ok' },
  'not-covered': { word: 'not covered', tone: '' },
};

const ORDER = Object.keys(LIMIT_OUTCOMES);

/** The worst outcomes first. */
export function byOutcome(limits: readonly LimitSummary[]): readonly LimitSummary[] {
  return limits.toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
}

/** Limits that did not act as they are listed: the path is not what the scenario says. */
export function contradictedLimits(limits: readonly LimitSummary[]): readonly LimitSummary[] {
  return byOutcome(
    limits.filter(({ outcome }) => outcome === 'broken-early' || outcome === 'not-enforced'),
  );
}

/** `one limit is perhaps broken early, two are not enforced`; empty where all act as they are listed. */
export function contradictionsOf(limits: readonly LimitSummary[]): string {
  const count = (outcome: LimitOutcome) =>
    limits.filter((limit) => limit.outcome === outcome).length;
  const parts = (['broken-early', 'not-enforced'] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => ({ of: count(outcome), word: LIMIT_OUTCOMES[outcome].word }));
  return parts
    .map(({ of, word }, index) => {
      const noun = index > 0 ? '' : of === 1 ? ' limit' : ' limits';
      return `${inWords(of)}${noun} ${of === 1 ? 'is' : 'are'} ${word}`;
    })
    .join(', ');
}
