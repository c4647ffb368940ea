import type { FaultSite } from '../../path/faults/fault-kind.ts';
import type { Hop } from './hop.ts';
import type { Ingress } from './ingress.ts';
import type { SessionCounts } from './sessions.ts';

type Part = Hop | Ingress;

/**
 * One hop of the path, as a fault and a reader of its counts see it: it may forward packets for some listeners and
 * speak HTTP for others, as an ingress controller with ports of plain TCP does.
 */
export class HopParts implements FaultSite {
  readonly id: string;
  readonly #parts = new Map<string, Part>();

  constructor(id: string) {
    this.id = id;
  }

  /** The part that does this; `make` brings it when it is not there. */
  partFor(kind: string, make: () => Part): Part {
    const part = this.#parts.get(kind) ?? make();
    this.#parts.set(kind, part);
    return part;
  }

  victims(target: string | undefined) {
    return this.#all.flatMap((part) => part.victims(target));
  }

  listeners(target: string | undefined) {
    return this.#all.flatMap((part) => part.listeners(target));
  }

  async renew(): Promise<void> {
    await Promise.all(this.#all.map((part) => part.renew()));
  }

  counts(): SessionCounts {
    return this.#all.map((part) => part.counts()).reduce(sumOf);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((part) => part.stop()));
  }

  get #all(): readonly Part[] {
    return [...this.#parts.values()];
  }
}

function sumOf(one: SessionCounts, other: SessionCounts): SessionCounts {
  const endedBy: Record<string, number> = { ...one.endedBy };
  for (const [why, count] of Object.entries(other.endedBy))
    endedBy[why] = (endedBy[why] ?? 0) + count;
  return { opened: one.opened + other.opened, open: one.open + other.open, endedBy };
}
