import http from 'node:http';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { WebSocketServer } from 'ws';
import type { FaultSite } from '../path/faults/fault-kind.ts';
import { isSecure, isWebSocket, type TransportKind } from '../path/transport.ts';
import type { AccountRecord } from './account.ts';
import { Guest } from './backend-connection.ts';
import type { HouseRules } from './backend-rules.ts';
import type { Deadlines } from './deadlines.ts';
import { HEAD_BYTES_MAX } from './http-head.ts';
import type { Gate } from './listener.ts';
import { Gates } from './listeners.ts';
import type { Reply } from './replies.ts';
import { enterTcp } from './tcp-backend-connection.ts';
import { enterWs } from './ws-backend-connection.ts';

/** Larger messages end the connection with Close 1009. */
const MESSAGE_BYTES_MAX = 65_536;
/** What may wait in memory for one client that does not read. */
const BACKLOG_BYTES_MAX = 262_144;
const ENTER_WITHIN_MS = 10_000;
/** nginx's send_timeout has the same default. */
const STALL_MS_MAX = 60_000;

export interface BackendOptions {
  /** What it calls itself in the hello. */
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

export interface DoorOptions {
  readonly transport: TransportKind;
  /** 0: the kernel chooses. */
  readonly port: number;
  readonly target?: string;
  readonly idleTimeoutMs?: number;
  readonly maxAgeMs?: number;
}

/** The reference backend: echo over TCP, TLS, ws and wss, fit to stand in a pod. */
export class Backend implements FaultSite {
  readonly id: string;
  readonly #options: BackendOptions;
  readonly #gates = new Gates();
  readonly #guests = new Set<Guest>();
  readonly #guestOf = new WeakMap<Duplex, Guest>();
  readonly #http: http.Server;
  readonly #webSockets: WebSocketServer;
  #secureContext: tls.SecureContext | undefined;
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
    // It never listens itself: the gates hand it their sockets, so that the raw ones stay ours.
    this.#http = http.createServer({ maxHeaderSize: HEAD_BYTES_MAX }, answerRequest);
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  async listen(door: DoorOptions): Promise<Gate> {
    const needsTls = isSecure(door.transport);
    if (needsTls && this.#secureContext === undefined) await this.renew();
    const { host = '127.0.0.1', connectionsMax } = this.#options;
    const rules = this.#rulesOf(door);
    const onConnection = (raw: net.Socket) => this.#accept(raw, rules);
    return this.#gates.open(rules.target, { host, port: door.port, connectionsMax, onConnection });
  }

  victims(target: string | undefined): readonly Guest[] {
    return [...this.#guests].filter(
      (guest) => guest.healthy && (target === undefined || guest.target === target),
    );
  }

  listeners(target: string | undefined): readonly Gate[] {
    return this.#gates.of(target);
  }

  async renew(): Promise<void> {
    this.#secureContext = await this.#options.secureContext?.();
  }

  counts(): { readonly accepted: number; readonly open: number } {
    return { accepted: this.#accepted, open: this.#guests.size };
  }

  /** Close frame 1001 or FIN to everyone; who is still there after the grace is cut off. */
  async stop({ graceMs }: { readonly graceMs: number }): Promise<void> {
    const closed = this.#gates.close();
    for (const guest of this.#guests) guest.dismiss();
    if (this.#guests.size > 0 && graceMs > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve;
        timer = setTimeout(resolve, graceMs);
      });
      clearTimeout(timer);
    }
    for (const guest of this.#guests) guest.destroy();
    this.#http.close();
    this.#webSockets.close();
    await closed;
  }

  #accept(raw: net.Socket, rules: HouseRules): void {
    if (!rules.deadlines.hasRoom) {
      raw.resetAndDestroy();
      return;
    }
    this.#accepted += 1;
    const secure = isSecure(rules.transport);
    const stream = secure ? this.#terminateTls(raw) : raw;
    const guest = new Guest({ raw, stream }, { connection: this.#accepted, rules });
    this.#guests.add(guest);
    if (isWebSocket(rules.transport)) {
      this.#guestOf.set(stream, guest);
      this.#http.emit('connection', stream);
    } else if (secure) {
      stream.once('secure', () => enterTcp(guest, this.#options.replies ?? []));
    } else {
      enterTcp(guest, this.#options.replies ?? []);
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
    const guest = this.#guestOf.get(socket);
    if (guest === undefined) {
      socket.destroy();
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (ws) => enterWs(guest, { ws, request }));
  }

  #rulesOf({ transport, target, idleTimeoutMs, maxAgeMs }: DoorOptions): HouseRules {
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
      onGone: (guest) => this.#onGone(guest),
    };
  }

  #onGone(guest: Guest): void {
    this.#guests.delete(guest);
    if (this.#guests.size === 0) this.#onEmpty?.();
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

/** Nobody asked for accounts. */
function ignoreAccount(): void {}
