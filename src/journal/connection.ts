import type { Observation } from './record.ts';

/** One connection of a run: the fields of its `opened` and `ended` records, under the names that they have there. */
export interface Connection {
  readonly id: number;
  /** Index into the scenario's targets. */
  readonly target: number;
  /** Which of the target's connections this is; the same again after a redial. */
  readonly member: number;
  /** `atMs` of its `opened` record; where that is lost, its end less its age. */
  readonly openedAtMs: number;
  /** What the stages of opening took; 0 where a stage does not exist or the `opened` record is lost. */
  readonly resolveMs: number;
  /** The TCP handshake; undefined where the `opened` record is lost. */
  readonly connectMs: number | undefined;
  readonly tlsMs: number;
  readonly upgradeMs: number;
  readonly localPort: number | undefined;
  readonly localAddress: string | undefined;
  readonly peer: string | undefined;
  /** The backend's identity, where the backend sent it. */
  readonly backend: string | undefined;
  /** Undefined while no record of the end was read: it is still open, or its shard's journal stops before. */
  readonly ended: (Connection & EndedConnection) | undefined;
}

/**
 * A connection whose end is known, with all that its records say and that an explanation may rest on. One whose
 * `ending` is a drop (`isDrop`) is a drop; one that soak closed itself is read in the same way.
 */
export interface EndedConnection extends Observation {
  readonly id: number;
  readonly target: number;
  readonly member: number;
  /** When it ended, on the run's clock. */
  readonly atMs: number;
  /** The time that the TCP handshake took: the best estimate of the round trip. */
  readonly connectMs?: number | undefined;
  readonly localAddress?: string | undefined;
  readonly peer?: string | undefined;
  readonly backend?: string | undefined;
}
