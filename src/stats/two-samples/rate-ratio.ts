import { betaOddsQuantile, betaTails } from '../beta.ts';
import type { Interval } from '../interval.ts';
import { logBinomialTerm, type Split } from '../log-gamma.ts';
import type { Events } from '../poisson.ts';

/** How many times as often something happened, with its exact interval and the chance of seeing that by luck. */
export interface RateRatio extends Interval {
  /** NaN when neither saw anything; infinite when only the other saw nothing. */
  readonly ratio: number;
  readonly p: number;
}

/** Two probabilities that differ by less than this are equal: R's own tolerance in binom.test. */
const EQUAL = 1 + 1e-7;

/**
 * The rate of `after` over the rate of `before`, exactly: given their sum, the count of one is binomial.
 * The p-value adds up all splits that are no more likely than the one seen (as R's poisson.test does).
 */
export function rateRatio(
  { before, after }: { readonly before: Events; readonly after: Events },
  confidence = 0.95,
): RateRatio {
  const share = (1 - confidence) / 2;
  const perExposure = before.exposure / after.exposure;
  const yes = after.count;
  const no = before.count;
  const exposures = before.exposure + after.exposure;
  const chance = { yes: after.exposure / exposures, no: before.exposure / exposures };
  return {
    ratio: (yes / no) * perExposure,
    lower:
      yes === 0 ? 0 : betaOddsQuantile({ yes, no: no + 1 }, { tail: 'lower', share }) * perExposure,
    upper:
      no === 0
        ? Number.POSITIVE_INFINITY
        : betaOddsQuantile({ yes: yes + 1, no }, { tail: 'upper', share }) * perExposure,
    p: binomialTest({ yes, no }, chance),
  };
}

/** Exact two-sided binomial test: the chance of a split that is no more likely than this one. */
export function binomialTest(seen: Split, chance: Split): number {
  const total = seen.yes + seen.no;
  const expected = total * chance.yes;
  if (seen.yes === expected || total === 0) return 1;
  // Looked at from the side where the count is low; the far side is mirrored.
  if (seen.yes > expected) {
    return binomialTest({ yes: seen.no, no: seen.yes }, { yes: chance.no, no: chance.yes });
  }
  const limit = logBinomialTerm(seen, chance) + Math.log(EQUAL);
  const far = firstUnlikely({ total, from: Math.ceil(expected), limit }, chance);
  return Math.min(1, atMost(seen.yes, total, chance) + atLeast(far, total, chance));
}

/** The smallest count from the mean on whose chance is at most the limit; total + 1 when there is none. */
function firstUnlikely(
  { total, from, limit }: { total: number; from: number; limit: number },
  chance: Split,
): number {
  let low = from;
  let high = total + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (logBinomialTerm({ yes: middle, no: total - middle }, chance) <= limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

function atMost(count: number, total: number, chance: Split): number {
  if (count >= total) return 1;
  return Math.exp(betaTails({ yes: count + 1, no: total - count }, chance).upper);
}

function atLeast(count: number, total: number, chance: Split): number {
  if (count <= 0) return 1;
  if (count > total) return 0;
  return Math.exp(betaTails({ yes: count, no: total - count + 1 }, chance).lower);
}
