/** Relative precision that the series and fractions below stop at. */
const EPSILON = 1e-16;
const TINY = 1e-300;
const STEPS_MAX = 100_000;

/**
 * The logarithm of the gamma function, x > 0: Stirling's series (Abramowitz and Stegun 6.1.40), after the
 * recurrence has lifted x above 10, where eight terms are good for 1e-16.
 */
export function logGamma(x: number): number {
  let shift = 0;
  let lifted = x;
  while (lifted < 10) {
    shift -= Math.log(lifted);
    lifted += 1;
  }
  const inverse = 1 / lifted;
  const square = inverse * inverse;
  let series = 0;
  for (const coefficient of STIRLING) series = series * square + coefficient;
  const half = 0.5 * Math.log(2 * Math.PI);
  return shift + (lifted - 0.5) * Math.log(lifted) - lifted + half + series * inverse;
}

/** B(2k) / (2k (2k - 1)), from the highest term down. */
const STIRLING = [
  -3617 / 122_400,
  1 / 156,
  -691 / 360_360,
  1 / 1_188,
  -1 / 1_680,
  1 / 1_260,
  -1 / 360,
  1 / 12,
] as const;

/** Both tails of the regularized incomplete gamma function, each exact where it is small. */
export function gammaTails(
  a: number,
  x: number,
): { readonly lower: number; readonly upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 };
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    const lower = front * gammaSeries(a, x);
    return { lower, upper: 1 - lower };
  }
  const upper = front * gammaFraction(a, x);
  return { lower: 1 - upper, upper };
}

/** Abramowitz and Stegun 6.5.29. */
function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let step = 1; step < STEPS_MAX; step += 1) {
    term *= x / (a + step);
    sum += term;
    if (term < sum * EPSILON) break;
  }
  return sum;
}

/** Abramowitz and Stegun 6.5.31, evaluated by Lentz's method. */
function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  for (let step = 1; step < STEPS_MAX; step += 1) {
    const numerator = -step * (step - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < EPSILON) break;
  }
  return value;
}

/** Both tails of the regularized incomplete beta function, each exact where it is small. */
export function betaTails(
  x: number,
  { a, b }: { readonly a: number; readonly b: number },
): { readonly lower: number; readonly upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x >= 1) return { lower: 1, upper: 0 };
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  if (x < (a + 1) / (a + b + 2)) {
    const lower = (front * betaFraction(x, a, b)) / a;
    return { lower, upper: 1 - lower };
  }
  const upper = (front * betaFraction(1 - x, b, a)) / b;
  return { lower: 1 - upper, upper };
}

/** Abramowitz and Stegun 26.5.8, evaluated by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let step = 1; step < STEPS_MAX; step += 1) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < EPSILON) break;
  }
  return value;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/**
 * Where a function that only grows passes zero, between two bounds, to the last bit: bisection needs no
 * derivative, cannot run away, and costs some 60 to 100 evaluations, which nobody notices here.
 */
export function rootOf(
  grows: (x: number) => number,
  [low, high]: readonly [number, number],
): number {
  let from = low;
  let to = high;
  for (let step = 0; step < 200; step += 1) {
    const middle = from + (to - from) / 2;
    if (middle <= from || middle >= to) break;
    if (grows(middle) < 0) from = middle;
    else to = middle;
  }
  return from + (to - from) / 2;
}
