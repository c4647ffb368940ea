import { formatCount } from '../stats/figures.ts';
import type { AddressSummary } from '../stats/summary.ts';
import { plural } from './words.ts';

/** `100 as connect rst, 2 as tls timeout`, or just `connect rst` when that was all; empty when nothing was refused. */
export function refusedAsText({ refusedAs }: AddressSummary): string {
  if (refusedAs.length === 1) return refusedAs[0]!.how;
  return refusedAs.map(({ how, count }) => `${formatCount(count)} as ${how}`).join(', ');
}

/** Addresses of one name that behaved differently, a line each; nothing while all of them served alike. */
export function addressLines(addresses: readonly AddressSummary[]): readonly string[] {
  return addresses
    .filter(({ target }) => isUneven(addresses.filter((each) => each.target === target)))
    .map((one) => {
      const { target, address, opened, refused, dropped } = one;
      const refusals = refused === 0 ? '' : ` (${refusedAsText(one)})`;
      const facts = `${formatCount(refused)} refused${refusals}, ${formatCount(dropped)} dropped`;
      return `${target} at ${address}: ${formatCount(opened)} ${plural(opened, 'connection')} opened, ${facts}`;
    });
}

/** One lost or refused at least twice the share of another: `Spread over backends` says the rest. */
function isUneven(addresses: readonly AddressSummary[]): boolean {
  const shares = addresses.map(
    ({ opened, refused, dropped }) => (refused + dropped) / Math.max(1, opened + refused),
  );
  const worst = Math.max(...shares);
  return worst > 0 && worst >= 2 * Math.min(...shares);
}
