import { assert } from '../base/assert.ts';
import { type LogTails, logRest, type TailShare } from './gamma.ts';
import { logBinomialTerm, type Split } from './log-gamma.ts';
import { solveConcave } from './solve.ts';

/**
 * The regularized incomplete beta functions as logarithms: the chance that a beta variable with the shapes
 * `yes` and `no` is below (`lower`) or above (`upper`) `at.yes`.
 */
export function betaTails(shapes: Split, at: Split): LogTails {
  if (at.yes <= 0) return { lower: Number.NEGATIVE_INFINITY, upper: 0 };
  if (at.no <= 0) return { lower: 0, upper: Number.NEGATIVE_INFINITY };
  const { yes, no } = shapes;
  const total = yes + no;
  if (at.yes < (yes + 1) / (total + 2)) {
    const lower = logTail(shapes, at);
    return { lower, upper: logRest(lower) };
  }
  const upper = logTail({ yes: no, no: yes }, { yes: at.no, no: at.yes });
  return { lower: logRest(upper), upper };
}

/** The point below (or above) which the given share of a beta variable lies; both parts to full precision. */
export function betaQuantile(shapes: Split, tailShare: TailShare): Split {
  const odds = betaOddsQuantile(shapes, tailShare);
  return { yes: odds / (1 + odds), no: 1 / (1 + odds) };
}

/** The same point as odds, yes / no: a ratio of two rates, for those who compare them. */
export function betaOddsQuantile(shapes: Split, { tail, share }: TailShare): number {
  const { yes, no } = shapes;
  assert(share > 0 && share < 1, `a quantile needs a share between 0 and 1, not ${share}`);
  const goal = Math.log(share);
  const sign = tail === 'lower' ? 1 : -1;
  const logOdds = solveConcave(Math.log(yes / no), (at) => {
    const point = { yes: 1 / (1 + Math.exp(-at)), no: 1 / (1 + Math.exp(at)) };
    const log = betaTails(shapes, point)[tail];
    const logDensity = Math.log(yes * (no / (yes + no))) + logBinomialTerm(shapes, point);
    return { value: log - goal, slope: sign * Math.exp(logDensity - log) };
  });
  return Math.exp(logOdds);
}

/** ln of the lower tail where the continued fraction is quick: below the mean. */
function logTail(shapes: Split, at: Split): number {
  const share = shapes.no / (shapes.yes + shapes.no);
  return logBinomialTerm(shapes, at) + Math.log(share * fraction(shapes, at.yes));
}

/** The continued fraction of DLMF 8.17.22, evaluated from its front. */
function fraction({ yes, no }: Split, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((yes + no) * x) / (yes + 1));
  let value = d;
  for (let n = 1; ; n += 1) {
    const even = (n * (no - n) * x) / ((yes + 2 * n - 1) * (yes + 2 * n));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= c * d;
    const odd = (-(yes + n) * (yes + no + n) * x) / ((yes + 2 * n) * (yes + 2 * n + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-15) return value;
    assert(n < 1_000_000, `the beta fraction does not converge for ${yes}, ${no}, ${x}`);
  }
}
