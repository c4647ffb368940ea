/**
 * The pieces that the gamma and beta functions share, each without the cancellation of large numbers
 * that costs digits when a count is in the thousands.
 */

const LN_2_PI = Math.log(2 * Math.PI);

/** From here on five terms of Stirling's series are exact to the last bit. */
const STIRLING_MIN = 16;

/** ln gamma(x) for x > 0, absolute error about 1e-14. */
export function logGamma(x: number): number {
  const n = x - 1;
  if (n <= 0) return logGamma(x + 1) - Math.log(x);
  return 0.5 * LN_2_PI + (n + 0.5) * Math.log(n) - n + stirlingError(n);
}

/** ln(n!) minus Stirling's formula for it, n > 0: what is lost when n! is approximated by it. */
function stirlingError(n: number): number {
  // error(n) - error(n + 1) is elementary, so a small n is carried up to where the series is exact.
  let carried = 0;
  let at = n;
  for (; at < STIRLING_MIN; at += 1) carried += (at + 0.5) * Math.log1p(1 / at) - 1;
  const square = at * at;
  const series = 1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square;
  return carried + (1 / 12 - (1 / 360 - series / square) / square) / at;
}

/** x ln(x / mean) + mean - x, at least 0: how far a count x lies from its mean, exact also when they are close. */
function deviance(x: number, mean: number): number {
  if (x === 0) return mean;
  const distance = x - mean;
  const sum = x + mean;
  if (Math.abs(distance) > 0.1 * sum) return x * Math.log(x / mean) - distance;
  // ln(x / mean) = 2 atanh(ratio), as a series, with its first term taken out.
  const ratio = distance / sum;
  const square = ratio * ratio;
  let power = 2 * x * ratio;
  let total = distance * ratio;
  for (let odd = 3; ; odd += 2) {
    power *= square;
    const next = total + power / odd;
    if (next === total) return total;
    total = next;
  }
}

/** ln(x^shape e^-x / gamma(shape + 1)): for a whole shape, the Poisson chance of `shape` events when x are expected. */
export function logPoissonTerm(shape: number, x: number): number {
  if (shape === 0) return -x;
  return -stirlingError(shape) - deviance(shape, x) - 0.5 * Math.log(2 * Math.PI * shape);
}

/** Success and failure: shares (or counts) that are carried both, because 1 - x loses digits near 1. */
export interface Split {
  readonly yes: number;
  readonly no: number;
}

/** ln of the binomial chance of exactly `count.yes` successes and `count.no` failures. */
export function logBinomialTerm(count: Split, chance: Split): number {
  const { yes, no } = count;
  if (yes === 0) return no * logShare(chance.no, chance.yes);
  if (no === 0) return yes * logShare(chance.yes, chance.no);
  const total = yes + no;
  const errors = stirlingError(total) - stirlingError(yes) - stirlingError(no);
  const far = deviance(yes, total * chance.yes) + deviance(no, total * chance.no);
  return errors - far + 0.5 * Math.log(total / yes / no / (2 * Math.PI));
}

/** ln of a share, by way of what is missing to 1 when that is the smaller one. */
function logShare(share: number, rest: number): number {
  return rest < 0.5 ? Math.log1p(-rest) : Math.log(share);
}
