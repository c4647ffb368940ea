import type { OpenedRecord, RefusedRecord } from '../../journal/record.ts';
import type { Target } from '../../scenario/scenario.ts';
import type { AddressSummary } from '../summary/summary.ts';

/** Of a name with more addresses than this, the rest are counted together. */
const ADDRESSES_MAX = 256;
const OTHERS = 'others';

interface AddressCount {
  opened: number;
  dropped: number;
  /** By phase and code: `connect rst`. */
  readonly refusals: Map<string, number>;
}

/** What became of the dials to each address of each target. */
export class AddressCounts {
  readonly #byTarget: Map<string, AddressCount>[] = [];

  noteOpened({ target }: OpenedRecord, peer: string): void {
    // The record that told the address may be damaged.
    if (peer !== '') this.#countOf(target, peer).opened += 1;
  }

  noteRefused({ target, peer, refusal }: RefusedRecord): void {
    // What our own kernel refused says nothing of the address.
    if (peer === undefined || refusal.phase === 'local') return;
    const { refusals } = this.#countOf(target, peer);
    const how = `${refusal.phase} ${refusal.code}`;
    refusals.set(how, (refusals.get(how) ?? 0) + 1);
  }

  noteDropped(target: number, peer: string): void {
    if (peer !== '') this.#countOf(target, peer).dropped += 1;
  }

  /** Of the targets with more than one address, in the order of their first dials. */
  summary(targets: readonly Target[]): readonly AddressSummary[] {
    return this.#byTarget.flatMap((byPeer, target) =>
      byPeer.size < 2
        ? []
        : [...byPeer].map(([address, count]) =>
            summaryOf({ target: targets[target]!.name, address }, count),
          ),
    );
  }

  #countOf(target: number, peer: string): AddressCount {
    this.#byTarget[target] ??= new Map();
    const byPeer = this.#byTarget[target];
    const name = byPeer.has(peer) || byPeer.size < ADDRESSES_MAX ? peer : OTHERS;
    const known = byPeer.get(name);
    if (known !== undefined) return known;
    const count: AddressCount = { opened: 0, dropped: 0, refusals: new Map() };
    byPeer.set(name, count);
    return count;
  }
}

function summaryOf(
  whose: Pick<AddressSummary, 'target' | 'address'>,
  { opened, dropped, refusals }: AddressCount,
): AddressSummary {
  const refusedAs = [...refusals]
    .sort(([, a], [, b]) => b - a)
    .map(([how, count]) => ({ how, count }));
  const refused = refusedAs.reduce((sum, { count }) => sum + count, 0);
  return { ...whose, opened, refused, dropped, refusedAs };
}
