import dns from 'node:dns';
import net from 'node:net';
import type { Refusal } from '../outcome/ending.ts';

/** The receiver of an address. A connection is one, so that a lookup needs no closure. */
export interface AddressWaiter {
  addressFound(address: string): void;
  addressMissing(refusal: Refusal): void;
}

/** Resolves a name, as `dns.lookup` with `all` does. */
export type Lookup = (
  host: string,
  options: { readonly family: 0 | 4 | 6 },
  answer: (error: NodeJS.ErrnoException | null, addresses: readonly string[]) => void,
) => void;

interface ResolverOptions {
  /** Only addresses of this family: that of the scenario's source addresses. Both when 0. */
  readonly family?: 0 | 4 | 6;
  readonly lookup?: Lookup;
  /** Receives a sentence when the addresses of a name have changed. */
  readonly onChange?: (message: string) => void;
}

interface Name {
  /** Empty until the lookup is done. */
  addresses: readonly string[];
  nextIndex: number;
  waiters: AddressWaiter[];
  changes: number;
}

/** Names that are balanced by rotating answers change all the time: reported this often, and no more. */
const CHANGES_REPORTED_MAX = 5;

/** More addresses would make the sentence unreadable. */
const ADDRESSES_TOLD_MAX = 8;

/**
 * Addresses of names: one lookup per name, then round robin over all its A and AAAA records.
 *
 * A single lookup keeps 20,000 opens off the thread pool. `recheck()` resolves every name again: later dials go where a
 * new client would go, open connections stay. A failed lookup is not kept: the next open tries again.
 */
export class Resolver {
  readonly #names = new Map<string, Name>();
  readonly #family: 0 | 4 | 6;
  readonly #lookup: Lookup;
  readonly #onChange: (message: string) => void;

  constructor({ family = 0, lookup = systemLookup, onChange = () => {} }: ResolverOptions = {}) {
    this.#family = family;
    this.#lookup = lookup;
    this.#onChange = onChange;
  }

  /** Gives the receiver the next address of the host: at once when it is known, later when it has to be resolved. */
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

  /** Resolves every known name again. A name that cannot be resolved now keeps its addresses. */
  recheck(): void {
    for (const [host, name] of this.#names) {
      if (name.addresses.length === 0) continue;
      this.#lookup(host, { family: this.#family }, (error, addresses) => {
        if (error === null && addresses.length > 0) this.#renew(host, name, addresses);
      });
    }
  }

  #renew(host: string, name: Name, addresses: readonly string[]): void {
    const known = new Set(name.addresses);
    if (addresses.length === known.size && addresses.every((each) => known.has(each))) return;
    const before = listOf(name.addresses);
    const after = listOf(addresses);
    name.addresses = addresses;
    name.nextIndex = 0;
    name.changes += 1;
    if (name.changes > CHANGES_REPORTED_MAX) return;
    const last = name.changes === CHANGES_REPORTED_MAX ? '; further changes are not reported' : '';
    this.#onChange(
      `the addresses of ${host} changed from ${before} to ${after}; later dials go there${last}`,
    );
  }

  #ask(host: string, waiter: AddressWaiter): void {
    const name: Name = { addresses: [], nextIndex: 0, waiters: [waiter], changes: 0 };
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

/** Sorted, because servers rotate their answers. */
function listOf(addresses: readonly string[]): string {
  const more = addresses.length - ADDRESSES_TOLD_MAX;
  const all = [...addresses].sort().slice(0, ADDRESSES_TOLD_MAX).join(', ');
  return more > 0 ? `${all} and ${more} more` : all;
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
