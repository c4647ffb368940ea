import dns from 'node:dns';
import net from 'node:net';
import type { Refusal } from '../outcome/ending.ts';

/** Who asked for an address. A connection is one, so that asking needs no closure. */
export interface AddressWaiter {
  addressFound(address: string): void;
  addressMissing(refusal: Refusal): void;
}

/** Looks a name up, as `dns.lookup` with `all` does. */
export type Lookup = (
  host: string,
  options: { readonly family: 0 | 4 | 6 },
  answer: (error: NodeJS.ErrnoException | null, addresses: readonly string[]) => void,
) => void;

export interface ResolverOptions {
  /** Only addresses of this family: that of the scenario's source addresses. Both when 0. */
  readonly family?: 0 | 4 | 6;
  readonly lookup?: Lookup;
}

interface Name {
  /** Empty until the lookup has answered. */
  addresses: readonly string[];
  nextIndex: number;
  waiters: AddressWaiter[];
}

/**
 * Addresses of names: one lookup per name and run, then round robin over all its A and AAAA records.
 *
 * Looking up once keeps 20,000 opens off the thread pool, and pins the run to what it began with. A lookup
 * that failed is not kept: the next open asks again.
 */
export class Resolver {
  readonly #names = new Map<string, Name>();
  readonly #family: 0 | 4 | 6;
  readonly #lookup: Lookup;

  constructor({ family = 0, lookup = systemLookup }: ResolverOptions = {}) {
    this.#family = family;
    this.#lookup = lookup;
  }

  /** Tells the waiter the next address of the host: at once when it is known, else when it is found. */
  resolve(host: string, waiter: AddressWaiter): void {
    if (net.isIP(host) !== 0) {
      waiter.addressFound(host);
      return;
    }
    const known = this.#names.get(host);
    if (known === undefined) this.#ask(host, waiter);
    else if (known.addresses.length === 0) known.waiters.push(waiter);
    else waiter.addressFound(nextOf(known));
  }

  #ask(host: string, waiter: AddressWaiter): void {
    const name: Name = { addresses: [], nextIndex: 0, waiters: [waiter] };
    this.#names.set(host, name);
    this.#lookup(host, { family: this.#family }, (error, addresses) => {
      const { waiters } = name;
      name.waiters = [];
      if (error !== null || addresses.length === 0) {
        this.#names.delete(host);
        const refusal: Refusal = { phase: 'resolve', code: error?.code ?? 'ENODATA' };
        for (const each of waiters) each.addressMissing(refusal);
        return;
      }
      name.addresses = addresses;
      for (const each of waiters) each.addressFound(nextOf(name));
    });
  }
}

function nextOf(name: Name): string {
  const address = name.addresses[name.nextIndex]!;
  name.nextIndex = (name.nextIndex + 1) % name.addresses.length;
  return address;
}

function systemLookup(...[host, { family }, answer]: Parameters<Lookup>): void {
  // ADDRCONFIG leaves AAAA out on a machine without IPv6, where half of the opens would fail.
  dns.lookup(host, { all: true, family, hints: dns.ADDRCONFIG }, (error, found) => {
    answer(error, error === null ? [...new Set(found.map(({ address }) => address))] : []);
  });
}
