import { formatCount } from '../../analysis/figures.ts';
import type { AddressSummary } from '../../analysis/summary/summary.ts';
import { shareAtLeast, shareAtMost } from '../../stats/proportion.ts';
import { plural } from './words.ts';

/** `100 as connect rst, 2 as tls timeout`, or just `connect rst` if that was all; empty if nothing was refused. */
export function refusedAsText({ refusedAs }: AddressSummary): string {
  if (refusedAs.length === 1) return refusedAs[0]!.how;
  return refusedAs.map(({ how, count }) => `${formatCount(count)} as ${how}`).join(', ');
}

/** Addresses of one name that fail more than chance explains, one line each, the worst first. */
export function addressLines(addresses: readonly AddressSummary[]): readonly string[] {
  return addresses
    .filter(({ target }) => isUneven(addresses.filter((each) => each.target === target)))
    .sort((a, b) => failedShare(b) - failedShare(a))
    .map((one) => {
      const { target, address, opened, refused, dropped } = one;
      const refusals = refused === 0 ? '' : ` (${refusedAsText(one)})`;
      const facts = `${formatCount(refused)} refused${refusals}, ${formatCount(dropped)} dropped`;
      return `${target} at ${address}: ${formatCount(opened)} ${plural(opened, 'connection')} opened, ${facts}`;
    });
}

/** Strict enough that chance does not trigger it among many addresses. */
const CONFIDENCE = 0.999;

function isUneven(addresses: readonly AddressSummary[]): boolean {
  const best = Math.min(...addresses.map((one) => shareAtMost(proportionOf(one), CONFIDENCE)));
  const worst = Math.max(...addresses.map((one) => shareAtLeast(proportionOf(one), CONFIDENCE)));
  return worst > best;
}

function failedShare(one: AddressSummary): number {
  const { count, total } = proportionOf(one);
  return count / total;
}

/** Dials that failed, now or later, of all of them. */
function proportionOf({ opened, refused, dropped }: AddressSummary) {
  return { count: refused + Math.min(dropped, opened), total: Math.max(1, opened + refused) };
}
