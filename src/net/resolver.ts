import dns from 'node:dns';
import net from 'node:net';

/** What became of a name: its addresses, or the error's code. */
export type Resolved =
  | { readonly ok: true; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly code: string };

type Waiting = (resolved: Resolved) => void;

/**
 * Looks every name up once and keeps the answer for the run, so that all connections go where the first
 * one went. A failed lookup is not kept: the next dial asks again.
 */
export class Resolver {
  readonly #known = new Map<string, Resolved>();
  readonly #waiting = new Map<string, Waiting[]>();
  #turn = 0;

  /** The answer if it is known already; a literal address is its own answer. */
  known(host: string): Resolved | undefined {
    if (net.isIP(host) !== 0) return { ok: true, addresses: [host] };
    return this.#known.get(host);
  }

  /** Asks the system (A and AAAA), at most once at a time for each name. */
  resolve(host: string, done: Waiting): void {
    const waiting = this.#waiting.get(host);
    if (waiting !== undefined) {
      waiting.push(done);
      return;
    }
    this.#waiting.set(host, [done]);
    dns.lookup(host, { all: true, verbatim: true }, (error, found) => {
      const resolved: Resolved =
        error === null
          ? { ok: true, addresses: found.map(({ address }) => address) }
          : { ok: false, code: error.code ?? 'UNKNOWN' };
      if (resolved.ok) this.#known.set(host, resolved);
      const callers = this.#waiting.get(host) ?? [];
      this.#waiting.delete(host);
      for (const caller of callers) caller(resolved);
    });
  }

  /** One of the addresses, in turn. */
  pick(addresses: readonly string[]): string {
    this.#turn += 1;
    return addresses[this.#turn % addresses.length]!;
  }
}
