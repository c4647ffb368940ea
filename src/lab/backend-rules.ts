import type { TransportKind } from '../path/transport.ts';
import type { AccountRecord } from './account.ts';
import type { Guest } from './backend-connection.ts';
import type { Deadlines } from './deadlines.ts';

/** How a guest's transport speaks, from the moment that it can. */
export interface Voice {
  /** Sends one message, or bytes. */
  send(payload: Buffer | string): void;
  backlogBytes(): number;
  /** Ends it politely: a Close frame, or FIN. */
  close(code: number, reason: string): void;
  setReading(reads: boolean): void;
}

/** The rules of the house, the same for all guests of a door. */
export interface HouseRules {
  readonly identity: string;
  readonly transport: TransportKind;
  readonly target: string;
  readonly hello: boolean;
  readonly mute: boolean;
  readonly pushEveryMs: number;
  readonly idleTimeoutMs: number;
  readonly maxAgeMs: number;
  /** TLS handshake and upgrade must be done by then. */
  readonly enterWithinMs: number;
  /** A client that does not read what it asked for is dropped after so long. */
  readonly stallMaxMs: number;
  readonly backlogBytesMax: number;
  readonly deadlines: Deadlines;
  readonly wallMs: () => number;
  readonly onAccount: (record: AccountRecord) => void;
  readonly onGone: (guest: Guest) => void;
}
