import type net from 'node:net';
import type { Victim } from '../../path/faults/fault-kind.ts';
import { isWebSocket } from '../../path/transport.ts';
import type { DeadlineId, DeadlineOwner } from '../deadlines.ts';
import { idFrom } from './account.ts';
import type { BackendChannel, BackendRules } from './backend-rules.ts';

/** How long the backend waits for the client's FIN or Close frame after its own. */
const LINGER_MS = 1_000;

const kConnection = Symbol('connection');
type ConnectionSocket = net.Socket & { readonly [kConnection]: BackendConnection };

type State = 'entering' | 'open' | 'stalled' | 'silent' | 'forgotten' | 'closing' | 'gone';

interface BackendConnectionOptions {
  /** Counted from 1 in the order of acceptance. */
  readonly number: number;
  readonly rules: BackendRules;
  readonly onGone: (connection: BackendConnection) => void;
}

/** One connection at the backend: its account, its deadlines, and the faults that may hit it. */
export class BackendConnection implements Victim, DeadlineOwner {
  readonly target: string;
  readonly stream: net.Socket;
  readonly rules: BackendRules;
  readonly peer: string;
  readonly #raw: net.Socket;
  readonly #number: number;
  readonly #onGone: (connection: BackendConnection) => void;
  readonly #deadlineId: DeadlineId;
  readonly #openedMs: number;
  #state: State = 'entering';
  #channel: BackendChannel | undefined;
  #lastMs: number;
  #nextPushMs = Infinity;
  #pushes = 0;
  #stalledMs = Infinity;
  #id = '';
  #end: { readonly by: 'client' | 'backend'; readonly ending: string } | undefined;

  constructor(
    sockets: { readonly raw: net.Socket; readonly stream: net.Socket },
    { number, rules, onGone }: BackendConnectionOptions,
  ) {
    this.target = rules.target;
    this.rules = rules;
    this.stream = sockets.stream;
    this.#raw = sockets.raw;
    this.#number = number;
    this.#onGone = onGone;
    this.peer = `${sockets.raw.remoteAddress}:${sockets.raw.remotePort}`;
    this.#openedMs = rules.deadlines.nowMs;
    this.#lastMs = this.#openedMs;
    this.#deadlineId = rules.deadlines.claim(this);
    listen(sockets.raw, sockets.stream, this);
    this.#arm();
  }

  get healthy(): boolean {
    return this.#state === 'open' && this.#end === undefined;
  }

  /** Whether what arrives is answered. */
  get answers(): boolean {
    return !this.rules.mute && (this.#state === 'open' || this.#state === 'stalled');
  }

  /** Handshakes are done: the channel can be written to. */
  enter(channel: BackendChannel): void {
    if (this.#state !== 'entering') return;
    const { hello, mute, pushEveryMs, identity, deadlines } = this.rules;
    this.#channel = channel;
    this.#state = 'open';
    this.#nextPushMs = mute ? Infinity : deadlines.nowMs + pushEveryMs;
    this.#account('opened');
    if (hello && !mute) {
      channel.send(`${JSON.stringify({ soak: 1, backend: identity, client: this.peer })}\n`);
    }
    this.#arm();
  }

  /** Payload, or a ping, arrived. False when it must not be answered. */
  heard(first: () => string): boolean {
    if (this.#state === 'forgotten') {
      this.#raw.resetAndDestroy();
      return false;
    }
    this.#lastMs = this.rules.deadlines.nowMs;
    if (this.#id === '') this.name(first());
    return this.answers;
  }

  name(text: string): void {
    this.#id = idFrom(text);
  }

  /** Sends something, and drops a client that reads too little of it. */
  say(payload: Buffer | string): void {
    if (this.#channel === undefined) return;
    this.#channel.send(payload);
    this.#lastMs = this.rules.deadlines.nowMs;
    this.checkBacklog();
  }

  checkBacklog(): void {
    if ((this.#channel?.backlogBytes() ?? 0) > this.rules.backlogBytesMax) this.drop('backlog');
  }

  /** Notes whether what was sent last still waits in our memory for the client to read. */
  setStalled(stalled: boolean): void {
    this.#stalledMs = stalled ? this.rules.deadlines.nowMs : Infinity;
    if (this.#state === 'open') this.#channel?.setReading(!stalled);
    this.#arm();
  }

  onDeadline(nowMs: number): void {
    const { idleTimeoutMs, maxAgeMs, stallMaxMs, enterWithinMs } = this.rules;
    if (this.#state === 'closing') {
      this.destroy();
      return;
    }
    if (this.#state === 'entering') {
      if (this.#openedMs + enterWithinMs <= nowMs) {
        this.drop('enter-timeout');
        return;
      }
    } else if (this.#stalledMs + stallMaxMs <= nowMs) {
      this.drop('not-reading');
      return;
    } else if (this.#lastMs + idleTimeoutMs <= nowMs) {
      this.#leave(1000, 'idle-timeout');
      return;
    } else if (this.#openedMs + maxAgeMs <= nowMs) {
      this.#leave(1000, 'max-age');
      return;
    } else if (this.#nextPushMs <= nowMs) this.#push();
    this.#arm();
  }

  /** The server shuts down. */
  dismiss(): void {
    if (this.#state === 'entering') this.drop('shutdown');
    else this.#leave(1001, 'shutdown');
  }

  drop(why: string): void {
    this.decide('backend', why);
    this.destroy();
  }

  destroy(): void {
    this.stream.destroy();
  }

  /** The first side to end it counts. */
  decide(by: 'client' | 'backend', ending: string): void {
    this.#end ??= { by, ending };
  }

  onSocketClosed(): void {
    // A WebSocket reports this itself, with the code of its Close frame.
    if (this.#channel === undefined || !isWebSocket(this.rules.transport)) this.gone();
  }

  gone(): void {
    if (this.#state === 'gone') return;
    const opened = this.#channel !== undefined;
    this.#state = 'gone';
    this.rules.deadlines.release(this.#deadlineId);
    this.#onGone(this);
    if (opened) this.#account('ended');
  }

  // ---- faults

  fin(): void {
    if (!this.#closing('fin (fault)')) return;
    // Below TLS and without a Close frame, as when a process exits.
    this.#raw.end();
  }

  rst(): void {
    this.decide('backend', 'rst (fault)');
    this.#raw.resetAndDestroy();
  }

  stall(): void {
    if (this.#state !== 'open') return;
    this.#state = 'stalled';
    this.#channel?.setReading(false);
  }

  silence({ heals }: { readonly heals: boolean }): void {
    if (heals) this.stall();
    else this.#state = 'silent';
  }

  recover(): void {
    if (this.#state !== 'stalled') return;
    this.#state = 'open';
    this.#channel?.setReading(this.#stalledMs === Infinity);
  }

  loseState(): void {
    this.#state = 'forgotten';
  }

  outdate(): void {
    this.dismiss();
  }

  closeFrame(code: number): void {
    this.#leave(code, 'fault');
  }

  // ---- own end

  #leave(code: number, reason: string): void {
    if (this.#closing(reason)) this.#channel?.close(code, reason);
  }

  #closing(why: string): boolean {
    if (this.#state === 'closing' || this.#state === 'gone') return false;
    this.decide('backend', why);
    this.#state = 'closing';
    this.#channel?.setReading(true);
    const { deadlines } = this.rules;
    deadlines.arm(this.#deadlineId, deadlines.nowMs + LINGER_MS);
    return true;
  }

  #push(): void {
    this.#nextPushMs += this.rules.pushEveryMs;
    this.#pushes += 1;
    if (this.answers) this.say(`${JSON.stringify({ soak: 1, push: this.#pushes })}\n`);
  }

  #arm(): void {
    if (this.#state === 'closing' || this.#state === 'gone') return;
    const { idleTimeoutMs, maxAgeMs, stallMaxMs, enterWithinMs, deadlines } = this.rules;
    const atMs =
      this.#state === 'entering'
        ? this.#openedMs + enterWithinMs
        : Math.min(
            this.#stalledMs + stallMaxMs,
            this.#lastMs + idleTimeoutMs,
            this.#openedMs + maxAgeMs,
            this.#nextPushMs,
          );
    deadlines.arm(this.#deadlineId, atMs);
  }

  #account(type: 'opened' | 'ended'): void {
    const { identity, transport, wallMs, onAccount, deadlines } = this.rules;
    const common = {
      atMs: wallMs(),
      backend: identity,
      connection: this.#number,
      transport,
      peer: this.peer,
    };
    if (type === 'opened') {
      onAccount({ type, ...common });
      return;
    }
    onAccount({
      type,
      ...common,
      id: this.#id,
      ageMs: Math.round(deadlines.nowMs - this.#openedMs),
      bytesIn: this.#raw.bytesRead,
      bytesOut: this.#raw.bytesWritten,
      endedBy: this.#end?.by ?? 'client',
      ending: this.#end?.ending ?? 'fin',
    });
  }
}

function listen(raw: net.Socket, stream: net.Socket, connection: BackendConnection): void {
  for (const socket of new Set([raw, stream])) {
    const tagged: ConnectionSocket = Object.assign(socket, { [kConnection]: connection });
    tagged.on('error', socketOnError);
    if (socket === stream) tagged.on('close', socketOnClose);
  }
}

function socketOnError(this: ConnectionSocket, error: NodeJS.ErrnoException): void {
  this[kConnection].decide('client', error.syscall === undefined ? (error.code ?? 'tls') : 'rst');
}

function socketOnClose(this: ConnectionSocket): void {
  this[kConnection].onSocketClosed();
}
