import type http from 'node:http';
import type net from 'node:net';
import WebSocket, { type ClientOptions } from 'ws';
import type { Ending, Refusal } from '../../outcome/ending.ts';
import { Connection, type ConnectionSocket, kConnection } from '../connection.ts';
import { backendOf } from '../hello.ts';
import { escaped, tame } from '../hostile-text.ts';
import {
  isAnswer,
  isWrongEcho,
  numbered,
  type PendingReply,
  pongNumber,
} from '../pending-replies.ts';
import type { PreparedMessage } from '../prepared-message.ts';
import { protocolError, REPLY_BYTES_MAX, type SocketError } from '../socket-ending.ts';
import {
  CONTROL_BYTES_MAX,
  clientClose,
  clientFrame,
  type FrameReceiver,
  OPCODE,
  type Unfinished,
} from './frames.ts';
import { readAnswer } from './http-answer.ts';
import { filledPlan, kReadySocket, namedUrl, type UpgradePlan } from './upgrade-plan.ts';

/** Two bytes of a Close frame are the code. */
const REASON_BYTES_MAX = CONTROL_BYTES_MAX - 2;

/** More pings in one read than this are an attack: answering each costs a write. */
const PINGS_PER_READ_MAX = 64;

/** A peer that sends pings and reads no pongs. */
const BACKLOG_BYTES_MAX = 64 * 1024;

/**
 * The upgrade by `ws`, which detects every invalid response. `ws` calls `setSocket` when all is well; from
 * there on the socket is ours, and this object, the request and the response are garbage.
 */
class Upgrade extends WebSocket {
  readonly connection: WebSocketConnection;

  constructor(connection: WebSocketConnection, url: URL, { subprotocols, options }: UpgradePlan) {
    const own: ClientOptions & { [kReadySocket]: net.Socket } = {
      ...options,
      [kReadySocket]: connection.socket!,
    };
    super(url, subprotocols, own);
    this.connection = connection;
    this.on('unexpected-response', upgradeOnUnexpectedResponse);
    this.on('error', upgradeOnError);
  }

  setSocket(_socket: net.Socket, head: Buffer): void {
    this.connection.upgraded(head);
  }
}

/** WebSocket over TCP or TLS. */
export class WebSocketConnection extends Connection implements FrameReceiver {
  readonly #plan: UpgradePlan;
  /** An HTTP response that opens no WebSocket has begun. */
  isReadingAnswer = false;
  #unfinished: Unfinished | undefined;
  #isFirstMessage = true;
  /** Results of the read in progress. */
  #answered = -1;
  #settles = 1;
  #pings = 0;
  #hasMessage = false;
  #backend: string | undefined;
  #ending: Ending | undefined;

  constructor(plan: UpgradePlan, ...shared: ConstructorParameters<typeof Connection>) {
    super(...shared);
    this.#plan = plan;
  }

  get isListening(): boolean {
    return this.phase === 'open' && this.#ending === undefined;
  }

  socketReady(): void {
    const socket = this.socket as ConnectionSocket<WebSocketConnection>;
    this.phase = 'upgrade';
    if (socket === this.raw) socket.on('end', socketOnEnd);
    try {
      const plan = filledPlan(this.#plan, this);
      new Upgrade(this, namedUrl(plan.url, this.name), plan);
    } catch (error) {
      if (this.filled === undefined) throw error;
      // What an encoder made of a cell cannot be sent. The message would quote it.
      this.refuse({ phase: 'local', code: 'ETEMPLATE' });
    }
  }

  /** The status says more than the FIN that may follow it. */
  override refuse(refusal: Refusal): void {
    if (!this.isReadingAnswer) super.refuse(refusal);
  }

  upgraded(head: Buffer): void {
    if (this.phase !== 'upgrade') return;
    const socket = this.socket as ConnectionSocket<WebSocketConnection>;
    if (head.length > 0) socket.unshift(head);
    socket.on('data', socketOnData);
    socket.on('close', socketOnClose);
    this.noteRawBytes();
    this.opened();
  }

  protected send({ say, payload }: PreparedMessage, number: number): void {
    if (say === 'nothing') return;
    const bytes = say === 'ping' ? numbered(payload, number) : payload;
    this.socket!.write(clientFrame(OPCODES[say], bytes));
  }

  protected sendGoodbye(): void {
    this.socket!.write(clientClose(1000));
  }

  /** A chunk arrived. */
  onData(chunk: Buffer): void {
    if (this.phase !== 'open') return;
    if (this.socket !== this.raw) this.noteRawBytes();
    this.#unfinished = this.#plan.reader.read(this, chunk, this.#unfinished);
    const ending = this.#ending;
    const replied = this.#pings > 0;
    // A Close frame alone is the end, not a sign of life: the silence before it must remain visible.
    if (ending?.kind !== 'close-frame' || replied || this.#answered >= 0)
      this.#report(chunk.length, replied);
    if (ending !== undefined) this.end(ending);
  }

  onMessage(message: Buffer): void {
    this.#hasMessage = true;
    const isFirst = this.#isFirstMessage;
    this.#isFirstMessage = false;
    this.#backend = isFirst ? backendOf(message) : undefined;
    if (this.#backend !== undefined || this.#answers(message)) return;
    const pending =
      this.pending.find(
        (each) => each.message.expect !== 'any' && isOpen(each) && isAnswer(each, message),
      ) ?? this.pending.find((each) => isOpen(each) && isAnswer(each, message));
    if (pending !== undefined) {
      this.#settleWith(pending);
      return;
    }
    this.noteStray(message);
    if (this.pending.some((each) => isWrongEcho(each, message)))
      this.#ending = { kind: 'other-reply', reply: escaped(message, REPLY_BYTES_MAX) };
  }

  onPong(payload: Buffer): void {
    const pending = this.pending.find((each) => pongNumber(each, payload) >= 0);
    if (pending === undefined) return;
    this.#settleWith(pending, pongNumber(pending, payload) - pending.settled + 1);
  }

  onPing(payload: Buffer): void {
    this.#reply(OPCODE.pong, payload);
  }

  /** Answers a message when the scenario says with what. True when it was such a message. */
  #answers(message: Buffer): boolean {
    const { answers, filling } = this.shared;
    const answer = answers?.answerTo(message, { filling, filled: this.filled });
    if (answer === undefined) return false;
    this.#reply(answer.isText ? OPCODE.text : OPCODE.binary, answer.payload);
    return true;
  }

  #reply(opcode: number, payload: Buffer): void {
    this.#pings += 1;
    if (this.#pings > PINGS_PER_READ_MAX || this.backlogBytes > BACKLOG_BYTES_MAX)
      this.#ending = protocolError('ping flood');
    else this.socket!.write(clientFrame(opcode, payload));
  }

  onCloseFrame(code: number, reason: Buffer): void {
    this.socket!.write(clientClose(code));
    this.#ending = { kind: 'close-frame', code, reason: reasonOf(reason) };
  }

  onViolation(what: string, code: number): void {
    this.socket!.write(clientClose(code));
    this.#ending = protocolError(what);
  }

  #report(bytes: number, replied: boolean): void {
    const more = {
      replied,
      backend: this.#backend,
      settles: this.#settles === 1 ? undefined : this.#settles,
      isControl: !this.#hasMessage,
    };
    this.received(bytes, this.#answered, more);
    this.#answered = -1;
    this.#settles = 1;
    this.#pings = 0;
    this.#hasMessage = false;
    this.#backend = undefined;
  }

  #settleWith(pending: PendingReply, count = 1): void {
    const { exchange } = pending;
    if (this.settle(pending, count)) {
      if (this.#answered >= 0) this.received(0, this.#answered, { settles: this.#settles });
      this.#answered = exchange;
      this.#settles = count;
    }
    this.listenAhead(exchange + 1);
  }
}

const OPCODES = { bytes: OPCODE.binary, text: OPCODE.text, ping: OPCODE.ping } as const;

function isOpen(pending: PendingReply): boolean {
  return !pending.isAnswered;
}

function reasonOf(reason: Buffer): string {
  return tame(reason.toString('utf8'), REASON_BYTES_MAX);
}

function upgradeOnUnexpectedResponse(
  this: WebSocket,
  _request: http.ClientRequest,
  response: http.IncomingMessage,
): void {
  const connection = connectionOf(this);
  connection.isReadingAnswer = true;
  readAnswer(response, (refusal) => {
    connection.isReadingAnswer = false;
    connection.refuse(refusal);
  });
}

function upgradeOnError(this: WebSocket, error: SocketError): void {
  connectionOf(this).failed(error);
}

function connectionOf(upgrade: WebSocket): WebSocketConnection {
  return (upgrade as Upgrade).connection;
}

function socketOnData(this: ConnectionSocket<WebSocketConnection>, chunk: Buffer): void {
  this[kConnection].onData(chunk);
}

function socketOnEnd(this: ConnectionSocket): void {
  this[kConnection].peerFinished();
}

/** A socket is closed by its end, an error or ourselves; anything else is a fault of our own. */
function socketOnClose(this: ConnectionSocket): void {
  this[kConnection].end({ kind: 'local-fault', errno: 'ECLOSED' });
}
