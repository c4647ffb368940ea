import type { Gate } from './listener.ts';

/** A place on the lab's path to which a fault can be applied: a hop or the backend. */
export interface Station {
  readonly id: string;
  /** The connections that are open all the way through and not yet hurt, oldest first. */
  victims(target: string | undefined): readonly Victim[];
  gates(target: string | undefined): readonly Gate[];
  /** What a reload changes for connections that come after it: a new certificate. */
  renew(): Promise<void>;
}

/** One connection at one station. Each call takes effect at once and never throws. */
export interface Victim {
  /** FIN without anything before it, as a process that exits. */
  fin(): void;
  rst(): void;
  /** Neither reads nor writes until `recover()`: back-pressure. */
  stall(): void;
  /** Takes bytes and passes none on; with `heals` the kernel keeps them, as a retransmission would. */
  silence(options: { readonly heals: boolean }): void;
  recover(): void;
  /** The session is forgotten: the client's next bytes are answered by RST. */
  loseState(): void;
  /** It belongs to the configuration, or to the process, of before a reload. */
  outdate(): void;
  /** Only a backend can: no hop on the way speaks WebSocket. */
  closeFrame?(code: number): void;
}
