import http from 'node:http';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { WebSocketServer } from 'ws';
import type { FaultSite } from '../../path/faults/fault-kind.ts';
import { isSecure, isWebSocket, type TransportKind } from '../../path/transport.ts';
import type { Deadlines } from '../deadlines.ts';
import { HEAD_BYTES_MAX } from '../hops/http-head.ts';
import type { Listener } from '../listener.ts';
import { Listeners } from '../listeners.ts';
import type { AccountRecord } from './account.ts';
import { BackendConnection } from './backend-connection.ts';
import type { BackendRules } from './backend-rules.ts';
import type { Reply } from './replies.ts';
import { enterTcp } from './tcp-backend-connection.ts';
import { enterWs } from './ws-backend-connection.ts';

/** Larger messages end the connection with Close 1009. */
const MESSAGE_BYTES_MAX = 65_536;
/** Bytes that may wait in memory for a client that does not read. */
const BACKLOG_BYTES_MAX = 262_144;
const ENTER_WITHIN_MS = 10_000;
/** nginx's send_timeout has the same default. */
const STALL_MS_MAX = 60_000;

export interface BackendOptions {
  /** Its name in the hello. */
  readonly identity: string;
  readonly deadlines: Deadlines;
  readonly connectionsMax: number;
  readonly wallMs: () => number;
  readonly id?: string;
  readonly host?: string;
  /** One line of JSON right after the open. On unless switched off. */
  readonly hello?: boolean;
  /** Accepts and never answers. */
  readonly mute?: boolean;
  readonly replies?: readonly Reply[];
  readonly pushEveryMs?: number;
  readonly enterWithinMs?: number;
  readonly stallMaxMs?: number;
  readonly secureContext?: () => Promise<tls.SecureContext>;
  readonly onAccount?: (record: AccountRecord) => void;
}

export interface ListenOptions {
  readonly transport: TransportKind;
  /** 0: the kernel chooses. */
  readonly port: number;
  readonly target?: string;
  readonly idleTimeoutMs?: number;
  readonly maxAgeMs?: number;
}

/** The reference backend: echo over every transport, ready to run in a pod. */
export class Backend implements FaultSite {
  readonly id: string;
  readonly #options: BackendOptions;
  readonly #listeners = new Listeners();
  readonly #connections = new Set<BackendConnection>();
  readonly #connectionOf = new WeakMap<Duplex, BackendConnection>();
  readonly #http: http.Server;
  readonly #webSockets: WebSocketServer;
  #secureContext: tls.SecureContext | undefined;
  /** One for all of them: a connection has no closure of its own. */
  readonly #onGone = (connection: BackendConnection): void => {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#onEmpty?.();
  };
  #accepted = 0;
  #onEmpty: (() => void) | undefined;

  constructor(options: BackendOptions) {
    this.id = options.id ?? 'backend';
    this.#options = options;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: MESSAGE_BYTES_MAX,
      autoPong: false,
      clientTracking: false,
    });
    // It never listens itself: the listeners hand it their sockets, so that the raw sockets stay ours.
    this.#http = http.createServer({ maxHeaderSize: HEAD_BYTES_MAX }, answerRequest);
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  async listen(options: ListenOptions): Promise<Listener> {
    const needsTls = isSecure(options.transport);
    if (needsTls && this.#secureContext === undefined) await this.renew();
    const { host = '127.0.0.1', connectionsMax } = this.#options;
    const rules = this.#rulesOf(options);
    const onConnection = (raw: net.Socket) => this.#accept(raw, rules);
    return this.#listeners.open(rules.target, {
      host,
      port: options.port,
      connectionsMax,
      onConnection,
    });
  }

  victims(target: string | undefined): readonly BackendConnection[] {
    return [...this.#connections].filter(
      (connection) => connection.healthy && (target === undefined || connection.target === target),
    );
  }

  listeners(target: string | undefined): readonly Listener[] {
    return this.#listeners.of(target);
  }

  async renew(): Promise<void> {
    this.#secureContext = await this.#options.secureContext?.();
  }

  counts(): { readonly accepted: number; readonly open: number } {
    return { accepted: this.#accepted, open: this.#connections.size };
  }

  /** Sends Close frame 1001 or FIN to every client; those that remain after the grace are cut off. */
  async stop({ graceMs }: { readonly graceMs: number }): Promise<void> {
    const closed = this.#listeners.close();
    for (const connection of this.#connections) connection.dismiss();
    if (this.#connections.size > 0 && graceMs > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve;
        timer = setTimeout(resolve, graceMs);
      });
      clearTimeout(timer);
    }
    for (const connection of this.#connections) connection.destroy();
    this.#http.close();
    this.#webSockets.close();
    await closed;
  }

  #accept(raw: net.Socket, rules: BackendRules): void {
    if (!rules.deadlines.hasRoom) {
      raw.resetAndDestroy();
      return;
    }
    this.#accepted += 1;
    const secure = isSecure(rules.transport);
    const stream = secure ? this.#terminateTls(raw) : raw;
    const connection = new BackendConnection(
      { raw, stream },
      { number: this.#accepted, rules, onGone: this.#onGone },
    );
    this.#connections.add(connection);
    if (isWebSocket(rules.transport)) {
      this.#connectionOf.set(stream, connection);
      this.#http.emit('connection', stream);
    } else if (secure) {
      stream.once('secure', () => enterTcp(connection, this.#options.replies ?? []));
    } else {
      enterTcp(connection, this.#options.replies ?? []);
    }
  }

  #terminateTls(raw: net.Socket): tls.TLSSocket {
    const secureContext = this.#secureContext;
    return new tls.TLSSocket(raw, {
      isServer: true,
      ...(secureContext === undefined ? {} : { secureContext }),
    });
  }

  #upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    const connection = this.#connectionOf.get(socket);
    if (connection === undefined) {
      socket.destroy();
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (ws) =>
      enterWs(connection, { ws, request }),
    );
  }

  #rulesOf({ transport, target, idleTimeoutMs, maxAgeMs }: ListenOptions): BackendRules {
    const options = this.#options;
    return {
      identity: options.identity,
      transport,
      target: target ?? transport,
      hello: options.hello ?? true,
      mute: options.mute ?? false,
      pushEveryMs: options.pushEveryMs ?? Infinity,
      idleTimeoutMs: idleTimeoutMs ?? Infinity,
      maxAgeMs: maxAgeMs ?? Infinity,
      enterWithinMs: options.enterWithinMs ?? ENTER_WITHIN_MS,
      stallMaxMs: options.stallMaxMs ?? STALL_MS_MAX,
      backlogBytesMax: BACKLOG_BYTES_MAX,
      deadlines: options.deadlines,
      wallMs: options.wallMs,
      onAccount: options.onAccount ?? ignoreAccount,
    };
  }
}

/** `/healthz` for a readiness probe; anything else should have been an upgrade. */
function answerRequest(request: http.IncomingMessage, response: http.ServerResponse): void {
  const healthy = request.url === '/healthz';
  response.writeHead(healthy ? 200 : 426, {
    'content-type': 'text/plain',
    connection: 'close',
    ...(healthy ? {} : { upgrade: 'websocket' }),
  });
  response.end(healthy ? 'ok\n' : 'This is a WebSocket server\n');
}

/** Used when no accounts are wanted. */
function ignoreAccount(): void {}
