import os from 'node:os';
import type { TransportKind } from '../../path/transport.ts';

/** What a backend reports of a connection: the other side of the evidence. One line of NDJSON each. */
export type AccountRecord = OpenedAccount | EndedAccount;

interface OpenedAccount {
  readonly type: 'opened';
  /** Milliseconds since 1970 on the backend's clock. */
  readonly atMs: number;
  readonly backend: string;
  /** Never reused within one backend. */
  readonly connection: number;
  readonly transport: TransportKind;
  readonly peer: string;
}

export interface EndedAccount {
  readonly type: 'ended';
  readonly atMs: number;
  readonly backend: string;
  readonly connection: number;
  readonly transport: TransportKind;
  readonly peer: string;
  /** The name that the client gave itself: `?id=` of a WebSocket, the first line of a TCP connection; capped. */
  readonly id: string;
  readonly ageMs: number;
  /** On the wire, TLS and frames included. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** The side that ended it first. */
  readonly endedBy: 'client' | 'backend';
  /** `fin`, `rst`, `close-frame 1001`, or why the backend ended it (`idle-timeout`, `backlog` …). */
  readonly ending: string;
}

const ID_CHARACTERS_MAX = 64;

/** The first printable characters of what a client sent; it may be anything. */
export function idFrom(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0] ?? '';
  return line.replace(/[^\x20-\x7e]/g, '').slice(0, ID_CHARACTERS_MAX);
}

/** The backend's name when none is given: in a pod the host name is the pod's. */
export function ownIdentity(): string {
  return `${os.hostname()}-${process.pid}`;
}
