import { betaTails } from './beta.ts';
import { meanAtMost } from './poisson.ts';

/** What shall be proven: fewer than `below`, with a one-sided confidence, though `drops` happen. */
export interface Claim {
  /** A share (0 to 1) of the connections, or drops per connection-hour. */
  readonly below: number;
  readonly confidence: number;
  readonly drops: number;
}

/**
 * The fewest connections that can prove a share: 2,995 without a drop prove less than 0.1 % with 95 %.
 *
 * With so many the upper limit of `drops` of them is `below` or less.
 */
export function connectionsNeeded({ below, confidence, drops }: Claim): number {
  if (below <= 0) return Number.POSITIVE_INFINITY;
  if (below >= 1) return drops + 1;
  let low = drops + 1;
  let high = Math.ceil(meanAtMost(drops, confidence) / below) + drops + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (luck({ drops, total: middle, share: below }) <= 1 - confidence) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The connection-hours that can prove a rate: 2,996 without a drop prove less than 1 per 1,000 h with 95 %. */
export function hoursNeeded({ below, confidence, drops }: Claim): number {
  return below <= 0 ? Number.POSITIVE_INFINITY : meanAtMost(drops, confidence) / below;
}

/** The chance of at most so many drops if each connection is lost with the given share. */
function luck({ drops, total, share }: { drops: number; total: number; share: number }): number {
  if (drops >= total) return 1;
  const shapes = { yes: drops + 1, no: total - drops };
  return Math.exp(betaTails(shapes, { yes: share, no: 1 - share }).upper);
}
