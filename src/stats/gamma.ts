import { assert } from '../base/assert.ts';
import { logPoissonTerm } from './log-gamma.ts';
import { solveConcave } from './solve.ts';

/** Both tails of a distribution as logarithms: neither is 1 minus the other, and neither underflows. */
export interface LogTails {
  readonly lower: number;
  readonly upper: number;
}

/** The regularized incomplete gamma functions: ln P(shape, x) and ln Q(shape, x), for shape > 0. */
export function gammaTails(shape: number, x: number): LogTails {
  if (x <= 0) return { lower: Number.NEGATIVE_INFINITY, upper: 0 };
  const term = logPoissonTerm(shape, x);
  if (x < shape + 1) {
    const lower = term + Math.log(lowerSeries(shape, x));
    return { lower, upper: logRest(lower) };
  }
  const upper = term + Math.log(shape * upperFraction(shape, x));
  return { lower: logRest(upper), upper };
}

/** x with P(shape, x) = share. */
export function gammaQuantile(shape: number, share: number): number {
  return share <= 0.5
    ? quantile(shape, { tail: 'lower', share })
    : quantile(shape, { tail: 'upper', share: 1 - share });
}

/** x with Q(shape, x) = share: for a small upper tail, which 1 - share would round. */
export function gammaUpperQuantile(shape: number, share: number): number {
  return quantile(shape, { tail: 'upper', share });
}

/** The chance that chi-squared with so many degrees of freedom is at least x. */
export function chiSquaredUpper(freedom: number, x: number): number {
  return Math.exp(gammaTails(freedom / 2, x / 2).upper);
}

/** ln(1 - e^log), for log <= 0. */
export function logRest(log: number): number {
  return log > -Math.LN2 ? Math.log(-Math.expm1(log)) : Math.log1p(-Math.exp(log));
}

/** A tail of a distribution, and how much of it. */
export interface TailShare {
  readonly tail: 'lower' | 'upper';
  readonly share: number;
}

function quantile(shape: number, { tail, share }: TailShare): number {
  assert(share >= 0 && share <= 1, `a quantile needs a share from 0 to 1, not ${share}`);
  if (share === 0) return tail === 'lower' ? 0 : Number.POSITIVE_INFINITY;
  if (share === 1) return tail === 'lower' ? Number.POSITIVE_INFINITY : 0;
  const goal = Math.log(share);
  const sign = tail === 'lower' ? 1 : -1;
  const logX = solveConcave(Math.log(shape), (at) => {
    const x = Math.exp(at);
    const log = gammaTails(shape, x)[tail];
    const logDensity = Math.log(shape) + logPoissonTerm(shape, x);
    return { value: log - goal, slope: sign * Math.exp(logDensity - log) };
  });
  return Math.exp(logX);
}

/** P(shape, x) / (x^shape e^-x / gamma(shape + 1)) = 1 + x/(shape+1) + x^2/((shape+1)(shape+2)) + ... */
function lowerSeries(shape: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let n = 1; ; n += 1) {
    term *= x / (shape + n);
    const next = total + term;
    if (next === total) return total;
    total = next;
  }
}

/** Q(shape, x) / (x^shape e^-x / gamma(shape)), the continued fraction of DLMF 8.9.2, evaluated from its front. */
function upperFraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let value = d;
  for (let n = 1; ; n += 1) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-15) return value;
    assert(n < 1_000_000, `the gamma fraction does not converge for ${shape}, ${x}`);
  }
}
