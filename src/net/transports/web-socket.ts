import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import WebSocket from 'ws';
import type { DialRequest, Wire } from '../../engine/ports.ts';
import type { WebSocketAddress } from '../../scenario/scenario.ts';
import { dial, kLink, type LinkedSocket } from '../dial.ts';
import { Link, type Shared } from '../link.ts';
import { secureOver } from '../secure.ts';
import { cleaned, refusalOfError, type SocketError } from '../socket-ending.ts';

const NOTHING = -1;

/** A larger frame is refused, because the read buffers that it fills are never given back (measured). */
const PAYLOAD_BYTES_MAX = 64 * 1024;

/** After a Close frame the server may take so long to close TCP, before its code is told all the same. */
const CLOSE_TIMEOUT_MS = 500;

/** RFC 6455 section 5.5: a control frame's payload, less the code. */
const REASON_BYTES_MAX = 123;

type LinkedWebSocket = WebSocket & { [kLink]: WebSocketLink };

/** What listeners of `ws` are called on: the link is there from before the first event. */
function linkOf(webSocket: WebSocket): WebSocketLink {
  return (webSocket as LinkedWebSocket)[kLink];
}

/** A WebSocket (`ws` 8) over a TCP or TLS socket of our own, so that its end is seen beneath it. */
export class WebSocketLink extends Link implements Wire {
  #socket: LinkedSocket | undefined;
  #webSocket: WebSocket | undefined;
  #awaitingMessage = NOTHING;
  #awaitingPong = NOTHING;
  #unreadBytes = 0;
  /** Seen on the socket, and told when it is known that no Close frame came before it. */
  sawEnd = false;

  constructor(shared: Shared, request: DialRequest) {
    super(shared, request);
    dial(this);
  }

  get backlogBytes(): number {
    return this.#webSocket?.bufferedAmount ?? 0;
  }

  override onConnected(): void {
    if (!this.usesTls) {
      this.#upgrade(this.raw as LinkedSocket);
      return;
    }
    this.phase = 'tls';
    const socket = secureOver(this);
    socket.once('secureConnect', webSocketOnSecure);
    this.#watch(socket);
  }

  secured(): void {
    this.securedMs = this.shared.nowMs();
    if (!this.isOver) this.#upgrade(this.#socket!);
  }

  say(exchange: number): number {
    const { kind, bytes, expect } = this.shared.speech[exchange]!;
    if (this.#webSocket?.readyState === WebSocket.OPEN) {
      if (kind === 'ping') this.#webSocket.ping(bytes);
      else if (kind !== 'nothing') this.#webSocket.send(bytes, { binary: kind === 'bytes' });
    }
    if (expect === 'pong') this.#awaitingPong = exchange;
    else if (expect !== 'none') this.#awaitingMessage = exchange;
    return this.shared.nowMs();
  }

  close(): void {
    this.isOver = true;
    if (this.#webSocket?.readyState === WebSocket.OPEN) this.#webSocket.close(1000);
    this.#socket?.destroySoon();
  }

  destroy(): void {
    this.isOver = true;
    this.free();
  }

  override free(): void {
    this.#webSocket?.terminate();
    this.#socket?.destroy();
    this.raw?.destroy();
  }

  /** True once the server's Close frame was read: what follows on the socket is its consequence. */
  get hasCloseFrame(): boolean {
    return this.isOpen && this.#webSocket?.readyState === WebSocket.CLOSING;
  }

  noteChunk(bytes: number): void {
    this.noteData();
    this.#unreadBytes += bytes;
  }

  heardMessage(data: Buffer): void {
    if (!this.heardHello && this.takeHello(data).length < data.length) {
      this.#unreadBytes = 0;
      return;
    }
    const exchange = this.#awaitingMessage;
    const answers = exchange !== NOTHING && this.#isAnswer(exchange, data) ? exchange : NOTHING;
    if (answers !== NOTHING) this.#awaitingMessage = NOTHING;
    this.#heard({ answers });
  }

  heardPong(): void {
    const answers = this.#awaitingPong;
    this.#awaitingPong = NOTHING;
    this.#heard({ answers });
  }

  heardPing(): void {
    this.#heard({ answers: NOTHING, replied: true });
  }

  #heard(event: { answers: number; replied?: boolean }): void {
    const bytes = this.#unreadBytes;
    this.#unreadBytes = 0;
    this.received({ bytes, ...event });
  }

  #isAnswer(exchange: number, data: Buffer): boolean {
    const { echo, matcher } = this.shared.speech[exchange]!;
    if (echo === undefined)
      return matcher === undefined || matcher.isFound(matcher.advance(0, data));
    if (echo.equals(data)) return true;
    // Of the same length it was meant as the echo; anything else may be the server's own message.
    if (echo.length === data.length) this.end({ kind: 'protocol-error', what: 'the echo differs' });
    return false;
  }

  #upgrade(socket: LinkedSocket): void {
    this.phase = 'upgrade';
    if (socket !== this.#socket) this.#watch(socket);
    const address = this.shared.target.address as WebSocketAddress;
    const webSocket = new WebSocket(urlOf(address), [...address.subprotocols], {
      headers: { ...address.headers },
      createConnection: takeSocket,
      perMessageDeflate: false,
      skipUTF8Validation: true,
      maxPayload: PAYLOAD_BYTES_MAX,
      followRedirects: false,
      closeTimeout: CLOSE_TIMEOUT_MS,
      soakSocket: socket,
    } as unknown as WebSocket.ClientOptions);
    (webSocket as LinkedWebSocket)[kLink] = this;
    this.#webSocket = webSocket;
    webSocket.on('upgrade', webSocketOnUpgrade);
    webSocket.on('open', webSocketOnOpen);
    webSocket.on('message', webSocketOnMessage);
    webSocket.on('ping', webSocketOnPing);
    webSocket.on('pong', webSocketOnPong);
    webSocket.on('unexpected-response', webSocketOnResponse);
    webSocket.on('error', webSocketOnError);
    webSocket.on('close', webSocketOnClose);
  }

  #watch(socket: LinkedSocket): void {
    this.#socket = socket;
    socket.on('end', socketOnEnd);
    socket.on('error', socketOnError);
  }

  /** Payload is counted from here on: what came before was the handshake. */
  watchData(): void {
    this.#socket!.prependListener('data', socketOnData);
  }
}

function urlOf({ transport, host, port, path }: WebSocketAddress): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${transport}://${name}:${port}${path}`;
}

/** Node asks for a connection; ours is open already and travels in the options. */
function takeSocket(options: { soakSocket: Duplex }): Duplex {
  return options.soakSocket;
}

function webSocketOnSecure(this: LinkedSocket): void {
  (this[kLink] as WebSocketLink).secured();
}

function webSocketOnUpgrade(this: WebSocket): void {
  linkOf(this).watchData();
}

function webSocketOnOpen(this: WebSocket): void {
  const link = linkOf(this);
  link.opened(link.shared.nowMs());
}

function webSocketOnMessage(this: WebSocket, data: Buffer): void {
  linkOf(this).heardMessage(data);
}

function webSocketOnPing(this: WebSocket): void {
  linkOf(this).heardPing();
}

function webSocketOnPong(this: WebSocket): void {
  linkOf(this).heardPong();
}

/** An HTTP answer that is no upgrade: its status is the code. Redirects are told, never followed. */
function webSocketOnResponse(this: WebSocket, _request: unknown, answer: IncomingMessage): void {
  const { statusCode = 0, statusMessage = '', headers } = answer;
  const detail = headers.location ?? statusMessage;
  linkOf(this).refuse({
    phase: 'upgrade',
    code: String(statusCode),
    ...(detail !== '' && { detail: cleaned(detail) }),
  });
}

/** Before the open: why there is none. After it: the server broke the protocol. */
function webSocketOnError(this: WebSocket, error: SocketError): void {
  const link = linkOf(this);
  if (link.isOpen) link.end({ kind: 'protocol-error', what: cleaned(error.message) });
  else link.refuse(refusalOfError(error, link.phase));
}

function webSocketOnClose(this: WebSocket, code: number, reason: Buffer): void {
  const link = linkOf(this);
  if (code !== 1006 && code !== 1005) {
    const text = cleaned(reason.toString('utf8'), REASON_BYTES_MAX);
    link.end({ kind: 'close-frame', code, reason: text }, link.lastDataMs);
  } else if (code === 1005) {
    // RFC 6455 section 7.1.5: a Close frame without a code.
    link.end({ kind: 'close-frame', code, reason: '' }, link.lastDataMs);
  } else if (link.sawEnd) link.finished();
  else if (!link.isOpen) link.refuse({ phase: link.phase, code: 'fin' });
  else link.end({ kind: 'protocol-error', what: 'given up by the WebSocket library' });
}

function socketOnData(this: LinkedSocket, chunk: Buffer): void {
  (this[kLink] as WebSocketLink).noteChunk(chunk.length);
}

function socketOnEnd(this: LinkedSocket): void {
  const link = this[kLink] as WebSocketLink;
  link.sawEnd = true;
  if (link.isOpen && !link.hasCloseFrame) link.finished();
}

function socketOnError(this: LinkedSocket, error: SocketError): void {
  const link = this[kLink] as WebSocketLink;
  if (!link.hasCloseFrame) link.failed(error);
}
