import type { Prng } from '../base/prng.ts';
import type { SimWay } from './sim-way.ts';

/** What a simulated connection needs of the network that it is in. */
export interface SimSurroundings {
  readonly nowMs: number;
  readonly prng: Prng;
  rttMs(): number;
  /** How long a reply takes now: a round trip, and what a slow backend adds. */
  replyMs(): number;
  isRefusing(way: SimWay): boolean;
  hidesReset(): boolean;
  /** Calls the connection's `onEvent` with the action, after a delay. */
  after(delayMs: number, connection: { readonly index: number }, action: number): void;
  /** Notes what really ended the connection. */
  ended(connection: { readonly id: number }, by: { hop: string; setting: string }): void;
}
