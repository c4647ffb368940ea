import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import * as ws from 'ws';
import { FrameReader, type FrameReceiver, OPCODE, type Unfinished } from '../frames.ts';

/** Exported by `ws`, and missing in its types. */
const { Receiver } = ws as unknown as {
  readonly Receiver: new (options: object) => Writable;
};

/** What was heard, a line each: `message 6162`, `ping `, `close 1000 bye`, `fault 1002`. */
export type Heard = readonly string[];

/** A server's frame; `hex` is its payload. */
export function frame(
  opcode: number,
  hex: string,
  { bits = 0, isFinal = true }: { readonly bits?: number; readonly isFinal?: boolean } = {},
): Buffer {
  const payload = Buffer.from(hex, 'hex');
  const { length } = payload;
  const first = (isFinal ? 0x80 : 0) | bits | opcode;
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = first;
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

export function text(words: string): Buffer {
  return frame(OPCODE.text, Buffer.from(words).toString('hex'));
}

interface Pieces {
  /** Size of the pieces in which the bytes arrive. */
  readonly pieceBytes: number;
  readonly max: number;
}

/** What our reader tells of these bytes. */
export function collect(bytes: Buffer, { pieceBytes, max }: Pieces): Heard {
  const reader = new FrameReader(max);
  const notes = new Notes();
  let unfinished: Unfinished | undefined;
  for (const piece of piecesOf(bytes, pieceBytes))
    if (notes.isListening) unfinished = reader.read(notes, piece, unfinished);
  return notes.heard;
}

/** What the reader of `ws` tells of them. */
export async function collectWithWs(
  bytes: Buffer,
  { pieceBytes, max, isServer = false }: Pieces & { readonly isServer?: boolean },
): Promise<Heard> {
  const notes = new Notes();
  const receiver = new Receiver({
    isServer,
    maxPayload: max,
    allowSynchronousEvents: true,
    maxFragments: 1024,
  });
  receiver.on('message', (payload: Buffer) => notes.onMessage(payload));
  receiver.on('ping', (payload: Buffer) => notes.onPing(payload));
  receiver.on('pong', (payload: Buffer) => notes.onPong(payload));
  receiver.on('conclude', (code: number, reason: Buffer) => notes.onCloseFrame(code, reason));
  const failed = new Promise<void>((resolve) => {
    receiver.on('error', (error: Error) => {
      notes.onViolation(error.message, closeCodeOf(error));
      resolve();
    });
  });
  for (const piece of piecesOf(bytes, pieceBytes)) {
    if (!notes.isListening) break;
    const taken = new Promise<void>((resolve) => {
      receiver.write(piece, () => resolve());
    });
    await Promise.race([taken, failed]);
  }
  return notes.heard;
}

/** `ws` keeps the code that a mistake is answered with under a symbol. */
function closeCodeOf(error: Error): number {
  const symbol = Object.getOwnPropertySymbols(error).find(
    ({ description }) => description === 'status-code',
  );
  return (error as unknown as Record<symbol, number>)[symbol!]!;
}

class Notes implements FrameReceiver {
  readonly heard: string[] = [];
  isListening = true;

  onMessage(payload: Buffer): void {
    this.heard.push(`message ${payload.toString('hex')}`);
  }

  onPing(payload: Buffer): void {
    this.heard.push(`ping ${payload.toString('hex')}`);
  }

  onPong(payload: Buffer): void {
    this.heard.push(`pong ${payload.toString('hex')}`);
  }

  onCloseFrame(code: number, reason: Buffer): void {
    this.isListening = false;
    this.heard.push(`close ${code} ${reason.toString()}`);
  }

  onViolation(_what: string, code: number): void {
    this.isListening = false;
    this.heard.push(`fault ${code}`);
  }
}

function* piecesOf(bytes: Buffer, pieceBytes: number): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += pieceBytes)
    yield bytes.subarray(start, start + pieceBytes);
}

/** RFC 6455 section 4.2.2, step 5.4. */
export function acceptKeyOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
