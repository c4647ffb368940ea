import http from 'node:http';
import type net from 'node:net';
import WebSocket, { type ClientOptions, type RawData } from 'ws';
import { Connection, type ConnectionSocket, kConnection, type Shared } from '../connection.ts';
import { backendOf } from '../hello.ts';
import { tame } from '../hostile-text.ts';
import { protocolError, type SocketError, withDetail } from '../socket-ending.ts';
import type { Utterance } from '../utterance.ts';
import { isAnswer, isWrongEcho, type Waiting } from '../waiting.ts';

/** RFC 6455 section 5.5: a control frame holds 125 bytes, two of them the code. */
const REASON_BYTES_MAX = 123;

/** More pings in one read than this are an attack: answering each costs a write. */
const PINGS_PER_READ_MAX = 64;

/** A peer that asks for pongs and reads none. */
const BACKLOG_BYTES_MAX = 64 * 1024;

/** Larger messages are refused, because TLS keeps its read buffer at the largest burst it ever saw. */
const MESSAGE_BYTES_MAX = 64 * 1024;

/** What every upgrade of a target has in common. */
export interface UpgradePlan {
  readonly url: URL;
  readonly subprotocols: string[];
  readonly options: ClientOptions;
}

/** The upgrade of a target, parsed and checked once. */
export function upgradePlanOf({
  target,
  utterances,
}: Pick<Shared, 'target' | 'utterances'>): UpgradePlan {
  const { address } = target;
  if (address.transport !== 'ws' && address.transport !== 'wss')
    throw new TypeError(`${address.transport} has no upgrade`);
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const largestBytes = Math.max(0, ...utterances.map(({ payload }) => payload.length));
  const maxPayload = Math.max(MESSAGE_BYTES_MAX, largestBytes);
  const url = new URL(`${address.transport}://${host}:${address.port}${address.path}`);
  // A fragment never leaves the client (RFC 6455 section 3), and `ws` refuses it at each dial.
  url.hash = '';
  // What Node would refuse at each dial is refused here, where it stops the start.
  for (const [name, value] of Object.entries(address.headers)) {
    http.validateHeaderName(name);
    http.validateHeaderValue(name, value);
  }
  for (const subprotocol of address.subprotocols) http.validateHeaderName(subprotocol);
  return {
    url,
    subprotocols: [...new Set(address.subprotocols)],
    options: {
      headers: { ...address.headers },
      createConnection: handOver as unknown as typeof net.createConnection,
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload,
      // A message in crumbs would cost more memory in objects than in bytes.
      maxFragments: 1024,
      maxBufferedChunks: Math.max(1024, maxPayload / 256),
      // Its own answer to a flood is an unexplained 1006, and it costs a closure per connection.
      autoPong: false,
    },
  };
}

/** The URL with the connection's name in its query, where backends and proxies log it. */
function namedUrl(url: URL, name: string | undefined): URL {
  if (name === undefined) return url;
  const named = new URL(url);
  // Not by `searchParams`, which would rewrite what the user wrote in the query.
  named.search = url.search === '' ? `?id=${name}` : `${url.search}&id=${name}`;
  return named;
}

const kReadySocket: unique symbol = Symbol('ready socket');

/** `ws` asks for a connection: it gets ours, which is connected and secured already. */
function handOver(options: { readonly [kReadySocket]: net.Socket }): net.Socket {
  return options[kReadySocket];
}

type OwnedWebSocket = WebSocket & { [kConnection]: WebSocketConnection };

function connectionOf(websocket: WebSocket): WebSocketConnection {
  return (websocket as OwnedWebSocket)[kConnection];
}

/** WebSocket over TCP or TLS. `ws` does the upgrade and the frames; the evidence stays ours. */
export class WebSocketConnection extends Connection {
  readonly #plan: UpgradePlan;
  #websocket: WebSocket | undefined;
  #isFirstMessage = true;
  /** What the frames of the read in progress brought. */
  #answered = -1;
  #pings = 0;
  #backend: string | undefined;
  #fault: string | undefined;

  constructor(plan: UpgradePlan, ...shared: ConstructorParameters<typeof Connection>) {
    super(...shared);
    this.#plan = plan;
  }

  socketReady(): void {
    const socket = this.socket as ConnectionSocket<WebSocketConnection>;
    const { url, subprotocols, options } = this.#plan;
    this.phase = 'upgrade';
    if (socket === this.raw) socket.on('end', socketOnEnd);
    const own: ClientOptions & { [kReadySocket]: net.Socket } = {
      ...options,
      [kReadySocket]: socket,
    };
    const websocket = new WebSocket(namedUrl(url, this.name), subprotocols, own) as OwnedWebSocket;
    this.#websocket = websocket;
    websocket[kConnection] = this;
    websocket.on('open', websocketOnOpen);
    websocket.on('unexpected-response', websocketOnUnexpectedResponse);
    websocket.on('error', websocketOnError);
    websocket.on('close', websocketOnClose);
  }

  upgraded(): void {
    if (this.phase !== 'upgrade') return;
    const websocket = this.#websocket!;
    websocket.on('message', websocketOnMessage);
    websocket.on('ping', websocketOnPing);
    websocket.on('pong', websocketOnPong);
    // After the listener of `ws`, so that the frames of a read are known when its bytes are reported.
    this.socket!.on('data', socketOnData);
    this.noteRawBytes();
    this.opened();
  }

  protected utter({ say, payload }: Utterance): void {
    const websocket = this.#websocket!;
    if (say === 'ping') websocket.ping(payload);
    else if (say !== 'nothing') websocket.send(payload, { binary: say === 'bytes' });
  }

  protected sayFarewell(): void {
    this.#websocket!.close(1000);
  }

  hearMessage(message: Buffer): void {
    if (this.phase !== 'open' || this.#fault !== undefined) return;
    const isFirst = this.#isFirstMessage;
    this.#isFirstMessage = false;
    this.#backend = isFirst ? backendOf(message) : undefined;
    if (this.#backend !== undefined) return;
    const waiting =
      this.waiting.find(
        (each) => each.utterance.expect !== 'any' && isOpen(each) && isAnswer(each, message),
      ) ?? this.waiting.find((each) => isOpen(each) && isAnswer(each, message));
    if (waiting !== undefined) this.#settleWith(waiting);
    else if (this.waiting.some((each) => isWrongEcho(each, message))) this.#fault = 'wrong echo';
  }

  hearPong(payload: Buffer): void {
    const waiting = this.waiting.find(
      ({ utterance }) =>
        utterance.say === 'ping' &&
        (utterance.expect === 'any' || utterance.payload.equals(payload)),
    );
    if (waiting !== undefined) this.#settleWith(waiting);
  }

  hearPing(payload: Buffer): void {
    if (this.phase !== 'open' || this.#fault !== undefined) return;
    this.#pings += 1;
    if (this.#pings > PINGS_PER_READ_MAX || this.backlogBytes > BACKLOG_BYTES_MAX)
      this.#fault = 'ping flood';
    else this.#websocket!.pong(payload);
  }

  /** A read is done, and `ws` has taken its frames out of it. */
  readDone(bytes: number): void {
    if (this.phase !== 'open') return;
    if (this.socket !== this.raw) this.noteRawBytes();
    const isClosing = this.#websocket!.readyState !== WebSocket.OPEN;
    const replied = this.#pings > 0;
    // A Close frame alone is the end, not a sign of life: how long it was quiet before must stay readable.
    if (!isClosing || replied || this.#answered >= 0) this.#report(bytes, replied);
    if (this.#fault !== undefined) this.end(protocolError(this.#fault));
    // `ws` has answered the Close frame and would wait 30 s for the FIN. Its `close` event, which tells the
    // code, follows at once when the socket is gone.
    else if (isClosing) this.socket!.destroy();
  }

  libraryFailed(error: SocketError): void {
    if (this.phase === 'open') this.end(protocolError(error.message));
    else this.failed(error);
  }

  libraryClosed(code: number, reason: Buffer): void {
    if (this.phase !== 'open') return;
    // 1006 is never on the wire: `ws` gave up by itself.
    if (code === 1006) this.end(protocolError('closed by the WebSocket library'));
    else this.end({ kind: 'close-frame', code, reason: reasonOf(reason) });
  }

  #report(bytes: number, replied: boolean): void {
    const backend = this.#backend;
    const more = backend === undefined ? { replied } : { replied, backend };
    this.received(bytes, this.#answered, more);
    this.#answered = -1;
    this.#pings = 0;
    this.#backend = undefined;
  }

  #settleWith(waiting: Waiting): void {
    const { exchange } = waiting;
    if (this.settle(waiting)) {
      if (this.#answered >= 0) this.received(0, this.#answered);
      this.#answered = exchange;
    }
    this.listenAhead(exchange + 1);
  }
}

function isOpen(waiting: Waiting): boolean {
  return !waiting.isAnswered;
}

function reasonOf(reason: Buffer): string {
  return tame(reason.subarray(0, REASON_BYTES_MAX).toString('utf8'), REASON_BYTES_MAX);
}

/** Where a redirect leads, without its query, which may hold a token. */
function locationOf(response: http.IncomingMessage): string {
  const location = response.headers.location?.replace(/[?#].*$/s, '?…');
  return location ?? response.statusMessage ?? '';
}

function websocketOnOpen(this: WebSocket): void {
  connectionOf(this).upgraded();
}

function websocketOnUnexpectedResponse(
  this: WebSocket,
  _request: http.ClientRequest,
  response: http.IncomingMessage,
): void {
  const code = String(response.statusCode ?? 0);
  connectionOf(this).refuse(withDetail('upgrade', code, locationOf(response)));
}

function websocketOnError(this: WebSocket, error: SocketError): void {
  connectionOf(this).libraryFailed(error);
}

function websocketOnClose(this: WebSocket, code: number, reason: Buffer): void {
  connectionOf(this).libraryClosed(code, reason);
}

function websocketOnMessage(this: WebSocket, message: RawData): void {
  // `nodebuffer`, the binary type that `ws` begins with, gives one Buffer per message.
  connectionOf(this).hearMessage(message as Buffer);
}

function websocketOnPing(this: WebSocket, payload: Buffer): void {
  connectionOf(this).hearPing(payload);
}

function websocketOnPong(this: WebSocket, payload: Buffer): void {
  connectionOf(this).hearPong(payload);
}

function socketOnData(this: ConnectionSocket<WebSocketConnection>, chunk: Buffer): void {
  this[kConnection].readDone(chunk.length);
}

function socketOnEnd(this: ConnectionSocket): void {
  this[kConnection].peerFinished();
}
