import { Connection, type ConnectionSocket, kConnection } from '../connection.ts';
import { readHello } from '../hello.ts';
import { matchBytes, NOT_YET, type PendingReply, WRONG } from '../pending-replies.ts';
import type { PreparedMessage } from '../prepared-message.ts';

/** The first bytes of a stream that may begin with a hello; `false` once that is decided. */
type HelloSoFar = Buffer | undefined | false;

/** A byte stream: TCP, or TLS over it. */
export class StreamConnection extends Connection {
  #hello: HelloSoFar;

  socketReady(): void {
    const socket = this.socket as ConnectionSocket<StreamConnection>;
    socket.on('data', streamOnData);
    // Over TLS the raw socket hands its end to the TLS socket, which has its own listener.
    if (socket === this.raw) socket.on('end', streamOnEnd);
    socket.on('close', streamOnClose);
    this.opened();
    // After it is open: these are then the first bytes that the backend sees.
    if (this.name !== undefined) socket.write(`soak id=${this.name}\n`);
  }

  protected send({ say, payload }: PreparedMessage): void {
    if (say !== 'nothing') this.socket!.write(payload);
  }

  protected sendGoodbye(): void {
    // The FIN is enough; TLS sends its close_notify first by itself.
  }

  /** A chunk of payload arrived. */
  onData(chunk: Buffer): void {
    if (this.phase !== 'open') return;
    if (this.socket !== this.raw) this.noteRawBytes();
    if (this.#hello === false) this.#onPayload(chunk, chunk.length);
    else this.#onFirstBytes(chunk, this.#hello);
  }

  #onFirstBytes(chunk: Buffer, before: Buffer | undefined): void {
    const bytes = before === undefined ? chunk : Buffer.concat([before, chunk]);
    const verdict = readHello(bytes);
    if (verdict.kind === 'unfinished') {
      this.#hello = Buffer.from(bytes);
      this.received(chunk.length, -1);
      return;
    }
    this.#hello = false;
    if (verdict.kind === 'none') {
      this.#onPayload(bytes, chunk.length);
      return;
    }
    this.received(chunk.length, -1, { backend: verdict.backend });
    if (verdict.endIndex < bytes.length) this.#onPayload(bytes.subarray(verdict.endIndex), 0);
  }

  /** Looks for replies in `payload`; `newBytes` of it were not reported yet. */
  #onPayload(payload: Buffer, newBytes: number): void {
    const answered: Answered[] = [];
    for (const pending of this.pending) {
      if (!this.#listen(pending, payload, { start: 0, answered })) {
        this.received(newBytes, -1);
        this.end({ kind: 'other-reply', reply: this.otherReply ?? '' });
        return;
      }
    }
    if (answered.length === 0 && newBytes > 0) {
      this.noteStray(payload);
      this.received(newBytes, -1);
    }
    for (const [index, { exchange, settles }] of answered.entries())
      this.received(index === 0 ? newBytes : 0, exchange, settles === 1 ? {} : { settles });
  }

  /** False when what should have been an echo was not. */
  #listen(
    pending: PendingReply,
    payload: Buffer,
    { start, answered }: { start: number; answered: Answered[] },
  ): boolean {
    if (pending.isAnswered) return true;
    let end = matchBytes(pending, payload, start);
    if (end === WRONG) {
      if (this.pending.length === 1) {
        this.noteStray(payload.subarray(start));
        return false;
      }
      // Another reply may precede it: look for it anywhere.
      pending.isNext = false;
      pending.progress = 0;
      end = matchBytes(pending, payload, start);
    }
    if (end === NOT_YET) return true;
    const { exchange, message } = pending;
    // Several replies of any bytes may come in one read, and nothing tells them apart.
    const settles = message.expect === 'any' && pending.isSaid ? pending.owed : 1;
    if (this.settle(pending, settles)) answered.push({ exchange, settles });
    if (pending.isSaid && pending.owed > 0)
      return this.#listen(pending, payload, { start: end, answered });
    const ahead = this.listenAhead(exchange + 1);
    return ahead === undefined || this.#listen(ahead, payload, { start: end, answered });
  }
}

/** An exchange, and how many of its replies have come. */
interface Answered {
  readonly exchange: number;
  readonly settles: number;
}

function streamOnData(this: ConnectionSocket<StreamConnection>, chunk: Buffer): void {
  this[kConnection].onData(chunk);
}

function streamOnEnd(this: ConnectionSocket<StreamConnection>): void {
  this[kConnection].peerFinished();
}

/** A socket is closed by its end, an error or ourselves; anything else is a fault of our own. */
function streamOnClose(this: ConnectionSocket<StreamConnection>): void {
  this[kConnection].end({ kind: 'local-fault', errno: 'ECLOSED' });
}
