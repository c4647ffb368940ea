import { gammaTails } from './gamma.ts';
import { solveConcave } from './solve.ts';

/** The chance that a standard normal variable is at least z. */
export function normalUpper(z: number): number {
  return Math.exp(logNormalUpper(z));
}

/** z with the given share of a standard normal distribution below it: 1.96 for 0.975. */
export function normalQuantile(share: number): number {
  if (share === 0.5) return 0;
  return share < 0.5 ? -upperQuantile(share) : upperQuantile(1 - share);
}

/** The z of a two-sided interval: 1.96 for a confidence of 0.95. */
export function normalTwoSided(confidence: number): number {
  return upperQuantile((1 - confidence) / 2);
}

function upperQuantile(share: number): number {
  const goal = Math.log(share);
  return solveConcave(1, (z) => {
    const log = logNormalUpper(z);
    const logDensity = -0.5 * (z * z + Math.log(2 * Math.PI));
    return { value: log - goal, slope: -Math.exp(logDensity - log) };
  });
}

function logNormalUpper(z: number): number {
  const { lower, upper } = gammaTails(0.5, (z * z) / 2);
  return z >= 0 ? upper - Math.LN2 : Math.log(0.5 + 0.5 * Math.exp(lower));
}
