import { once } from 'node:events';
import net from 'node:net';

/** The kernel caps it at net.core.somaxconn (4,096 on a current Linux). */
const BACKLOG = 8_192;
const REOPEN_ATTEMPTS = 50;
const REOPEN_EVERY_MS = 100;

/** Where something listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface ListenerOptions {
  readonly host: string;
  /** 0: the kernel chooses, once; a reopened listener keeps its port. */
  readonly port: number;
  readonly connectionsMax: number;
  readonly onConnection: (socket: net.Socket) => void;
}

/** A listening port that can be shut (ECONNREFUSED) and opened again, while its connections stay open. */
export class Listener {
  readonly #options: ListenerOptions;
  #server: net.Server | undefined;
  #port: number;
  #closed = false;
  readonly #draining: Promise<void>[] = [];

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  /** Where it listens, once it is open. */
  get address(): Address {
    return { host: this.#options.host, port: this.#port };
  }

  async open(): Promise<void> {
    const { host, connectionsMax, onConnection } = this.#options;
    // Half-open is allowed, so that each hop decides what a FIN means.
    const server = net.createServer({ allowHalfOpen: true, noDelay: true }, onConnection);
    server.maxConnections = connectionsMax;
    server.listen({ host, port: this.#port, backlog: BACKLOG });
    await once(server, 'listening');
    server.on('error', serverOnError);
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
    this.#server = server;
    if (this.#closed) this.shut();
  }

  /** Refuses new connections. */
  shut(): void {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#draining.push(new Promise((resolve) => server.close(() => resolve())));
  }

  /** Undoes `shut`. Another process may hold the port briefly, so it tries for 5 s, then throws. */
  async reopen(): Promise<void> {
    for (let attempt = 1; this.#server === undefined && !this.#closed; attempt += 1) {
      try {
        await this.open();
      } catch (error) {
        if (attempt === REOPEN_ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, REOPEN_EVERY_MS));
      }
    }
  }

  /** Shuts for good; done when the last of its connections is closed. */
  async close(): Promise<void> {
    this.#closed = true;
    this.shut();
    await Promise.all(this.#draining);
  }
}

function serverOnError(): void {
  // Ignored: accept() failed for one connection (out of files); the client sees it, the listener keeps running.
}
