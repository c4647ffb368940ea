import type { HopRole, Limit } from './path.ts';
import type { TransportKind } from './transport.ts';

export type Termination = 'yes' | 'maybe' | 'no';

/** A protocol that a hop can take part in, from the lowest up. */
export type Layer = 'tcp' | 'tls' | 'http' | 'websocket';

/**
 * A kind of hop that a scenario can name, with what it does when nobody configures it.
 *
 * One file per vendor or component in `vendors/`; `vendors/all.ts` lists them.
 */
export interface HopKind {
  /** As written in a scenario: `kind: alibaba-slb`. */
  readonly kind: string;
  /** For people: `Alibaba Cloud CLB (classic SLB), TCP listener`. */
  readonly title: string;
  readonly role: HopRole;
  /** Transports that pass through it; all when absent. An HTTP ingress is not on the way of raw TCP. */
  readonly carries?: readonly TransportKind[];
  /**
   * Whether it ends TCP itself: it acknowledges what it receives, and nothing behind it can reach the client with
   * a segment of its own. `maybe`: the vendor leaves it open, and what its limits do tells more (`hop-facts.ts`).
   */
  readonly terminates: Termination;
  /** The layers in which it takes part itself; only what speaks `websocket` can write a Close frame. */
  readonly speaks: readonly Layer[];
  readonly limits: readonly LimitSpec[];
  /** How the hop forgets idle sessions, when its kinds differ (`on-idle:` in a scenario). */
  readonly onIdle?: readonly Limit['effects'][number][];
  /**
   * Settings that may be written for it and end no connection of the transports that it carries, such as
   * HTTP keep-alive between requests. Accepted, and without any effect on the path.
   */
  readonly inert?: readonly string[];
  /** What the ids of its catalogue entries start with. */
  readonly catalogue?: readonly string[];
}

/** A limit of the kind: everything but the user's own value. */
export interface LimitSpec extends Omit<Limit, 'afterMs' | 'source' | 'onlyPort'> {
  /** As written in a scenario: `established-timeout`. */
  readonly key: string;
  /** The vendor's default; absent when there is none, and then the limit applies only if configured. */
  readonly defaultMs?: number;
  /** What the vendor accepts, both ends included. */
  readonly rangeMs?: readonly [min: number, max: number];
  /** Where the figures come from: a URL, a source file with its commit, or a measurement. */
  readonly reference: string;
  /** Id of the catalogue entry that says more. */
  readonly catalogue?: string;
}
