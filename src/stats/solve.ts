import { assert } from '../base/assert.ts';

/** A function's value and slope at one point. */
interface Tangent {
  readonly value: number;
  readonly slope: number;
}

/** No step is longer than this. The callers work on logarithms, so it is a factor of 55. */
const STEP_MAX = 4;

/**
 * The root of a monotone concave function, by Newton's method.
 *
 * Each tangent lies above such a function, so from the second step on the root is approached from one
 * side and cannot be missed. The logarithms of the gamma, beta and normal distribution functions are
 * of this kind on the axes used here (ln x, ln of the odds, x).
 */
export function solveConcave(start: number, tangentAt: (at: number) => Tangent): number {
  let at = start;
  for (let round = 0; round < 2000; round += 1) {
    const { value, slope } = tangentAt(at);
    const step = Math.max(-STEP_MAX, Math.min(STEP_MAX, value / slope));
    at -= step;
    // The error is squared by each step, so this one has left nothing to do.
    if (Math.abs(step) < 1e-9) return at;
  }
  assert(false, `no root found from ${start} on`);
}
