import type { TransportKind } from '../../path/transport.ts';
import type { Deadlines } from '../deadlines.ts';
import type { AccountRecord } from './account.ts';

/** How the backend writes to a client once handshakes are done: over a byte stream or in WebSocket frames. */
export interface BackendChannel {
  /** Sends one message, or bytes. */
  send(payload: Buffer | string): void;
  backlogBytes(): number;
  /** Ends it politely: a Close frame, or FIN. */
  close(code: number, reason: string): void;
  setReading(reads: boolean): void;
}

/** What holds for all connections of one listener of the backend. */
export interface BackendRules {
  readonly identity: string;
  readonly transport: TransportKind;
  readonly target: string;
  readonly hello: boolean;
  readonly mute: boolean;
  readonly pushEveryMs: number;
  readonly idleTimeoutMs: number;
  readonly maxAgeMs: number;
  /** TLS handshake and upgrade must be done within this time. */
  readonly enterWithinMs: number;
  /** A client that does not read what it asked for is dropped after this time. */
  readonly stallMaxMs: number;
  readonly backlogBytesMax: number;
  readonly deadlines: Deadlines;
  readonly wallMs: () => number;
  readonly onAccount: (record: AccountRecord) => void;
}
