import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import { isRaw, isSecure } from '../../path/transport.ts';
import type { Address } from '../../scenario/scenario.ts';
import type { Identity } from './certificate.ts';

/** The server's side of one accepted connection, with every layer in reach. */
export interface Peer {
  readonly raw: net.Socket;
  /** TLS over it, or the raw socket. */
  readonly socket: net.Socket;
  /** Only after an upgrade. */
  readonly websocket: WebSocket | undefined;
}

export interface LoopbackOptions {
  readonly transport: Address['transport'];
  readonly identity?: Identity;
  readonly tls?: tls.SecureContextOptions & tls.TlsOptions;
  /** Called for a connection that is ready to talk: after TLS, and after the upgrade. */
  readonly onPeer?: (peer: Peer) => void;
  /** Answers the upgrade request itself. */
  readonly onUpgrade?: (request: http.IncomingMessage, socket: net.Socket) => void;
  /** Sees the raw socket first; `false` leaves it alone. */
  readonly onRaw?: (raw: net.Socket) => boolean;
  readonly host?: string;
}

/** A server on loopback whose misbehaviour a test chooses. */
export class LoopbackServer {
  readonly #options: LoopbackOptions;
  readonly #server: net.Server;
  readonly #http = http.createServer();
  readonly #websockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #raws = new Set<net.Socket>();
  port = 0;

  private constructor(options: LoopbackOptions) {
    this.#options = options;
    this.#server = net.createServer({ noDelay: true, allowHalfOpen: true }, (raw) =>
      this.#accept(raw),
    );
    this.#http.on('upgrade', (request, socket, head) =>
      this.#upgrade(request, socket as net.Socket, head),
    );
  }

  static async listen(options: LoopbackOptions): Promise<LoopbackServer> {
    const loopback = new LoopbackServer(options);
    loopback.#server.listen(0, options.host ?? '127.0.0.1');
    await once(loopback.#server, 'listening');
    loopback.port = (loopback.#server.address() as net.AddressInfo).port;
    return loopback;
  }

  /** How many accepted sockets are open. */
  get openCount(): number {
    return this.#raws.size;
  }

  async close(): Promise<void> {
    for (const raw of this.#raws) raw.destroy();
    this.#http.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(raw: net.Socket): void {
    this.#raws.add(raw);
    raw.on('close', () => this.#raws.delete(raw));
    // What the tests do to a socket shows on both its ends; here it is of no interest.
    raw.on('error', () => raw.destroy());
    if (this.#options.onRaw?.(raw) === false) return;
    const { transport, identity } = this.#options;
    if (!isSecure(transport)) {
      this.#ready({ raw, socket: raw, websocket: undefined });
      return;
    }
    const secureContext = tls.createSecureContext({ ...identity, ...this.#options.tls });
    const socket = new tls.TLSSocket(raw, { ...this.#options.tls, isServer: true, secureContext });
    socket.on('error', () => raw.destroy());
    socket.on('secure', () => this.#ready({ raw, socket, websocket: undefined }));
  }

  #ready(peer: Peer): void {
    const { transport, onPeer } = this.#options;
    if (isRaw(transport)) onPeer?.(peer);
    else this.#http.emit('connection', Object.assign(peer.socket, { soakRaw: peer.raw }));
  }

  #upgrade(request: http.IncomingMessage, socket: net.Socket, head: Buffer): void {
    if (this.#options.onUpgrade !== undefined) {
      socket.resume();
      socket.on('end', () => socket.destroy());
      this.#options.onUpgrade(request, socket);
      return;
    }
    this.#websockets.handleUpgrade(request, socket, head, (websocket) => {
      const { soakRaw } = socket as net.Socket & { soakRaw: net.Socket };
      websocket.on('error', () => soakRaw.destroy());
      this.#options.onPeer?.({ raw: soakRaw, socket, websocket });
    });
  }
}
