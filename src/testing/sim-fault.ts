import type { FaultName } from '../path/faults/all.ts';
import type { Effect, PathEvent } from '../path/path.ts';

/** Something that happens on the path in virtual time. */
export interface SimFault {
  readonly atMs: number;
  readonly hop: string;
  /** `silence`: packets vanish there; `hang`: the process stops, and its kernel goes on acknowledging. */
  readonly kind: PathEvent | Exclude<FaultName, 'stall'> | 'close-notify' | 'hang';
  /** Of the connections that are open then; all when absent. */
  readonly count?: number;
  readonly target?: string;
  /** Only connections of this origin. */
  readonly of?: Partial<SimOrigin>;
  /** `refuse` ends after this time. */
  readonly forMs?: number;
}

/** What tells connections of one target apart, apart from their number. */
export interface SimOrigin {
  readonly localAddress: string;
  /** The balancer's address. */
  readonly peer: string;
  /** The pod that answers, if it tells. */
  readonly backend?: string | undefined;
}

/** What a hop does to a connection, and why. */
export interface Blow {
  readonly hop: string;
  readonly setting: string;
  readonly effect: Effect;
}

/** A session that some hop has lost silently. */
export interface Loss {
  readonly station: number;
  readonly how: 'rst-on-next-packet' | 'silent';
  /** Somebody nearer, or the kernel of a process that hangs, still acknowledges what we say. */
  readonly acknowledged: boolean;
}
