import { isUtf8 } from 'node:buffer';
import { randomFillSync } from 'node:crypto';
import { isCloseCode } from '../../outcome/close-code.ts';
import { GrowingBytes } from './growing-bytes.ts';

/** RFC 6455 section 5.2. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const FIN = 0x80;
const MASKED = 0x80;
const RESERVED_BITS = 0x70;
const IS_CONTROL = 0x08;

/** RFC 6455 section 5.5. */
export const CONTROL_BYTES_MAX = 125;
/** A message in tiny fragments would cost more memory in objects than in bytes. */
const FRAGMENTS_MAX = 1024;

/** Close codes with which a reader answers a peer's violation (RFC 6455 section 7.4.1). */
const CODE = { protocol: 1002, invalidText: 1007, tooBig: 1009 } as const;
/** What stands for a Close frame without a code; never on the wire. */
export const NO_CODE = 1005;

/** The receiver of the frames of a read. It receives nothing more once `isListening` is false. */
export interface FrameReceiver {
  readonly isListening: boolean;
  /** A whole message; `payload` is valid only during the call. */
  onMessage(payload: Buffer): void;
  onPing(payload: Buffer): void;
  onPong(payload: Buffer): void;
  /** The peer's Close frame; `code` is `NO_CODE` when it had none. */
  onCloseFrame(code: number, reason: Buffer): void;
  /** The peer violated the protocol; `code` belongs into the Close frame that answers it. */
  onViolation(what: string, code: number): void;
}

/** What a connection keeps between two reads: most of the time nothing. */
export interface Unfinished {
  /** The start of a frame whose rest has not arrived. */
  readonly frame: GrowingBytes | undefined;
  readonly message: FragmentedMessage | undefined;
}

interface FragmentedMessage {
  readonly isText: boolean;
  readonly bytes: GrowingBytes;
  fragments: number;
}

/**
 * Reads the frames of servers by RFC 6455 without extensions, as strictly as `ws` does. One reader serves all connections of a
 * target: what is unfinished after a read goes with the connection.
 */
export class FrameReader {
  readonly #messageBytesMax: number;
  #bytes: Buffer = Buffer.alloc(0);
  #offset = 0;
  #message: FragmentedMessage | undefined;

  constructor(messageBytesMax: number) {
    this.#messageBytesMax = messageBytesMax;
  }

  /** Gives `receiver` all that `chunk` completes. Returns what must be passed in with the next chunk. */
  read(
    receiver: FrameReceiver,
    chunk: Buffer,
    before: Unfinished | undefined,
  ): Unfinished | undefined {
    this.#bytes = before?.frame === undefined ? chunk : before.frame.append(chunk);
    this.#message = before?.message;
    this.#offset = 0;
    while (receiver.isListening && this.#readFrame(receiver));
    return receiver.isListening ? this.#unfinished(before?.frame) : undefined;
  }

  #unfinished(held: GrowingBytes | undefined): Unfinished | undefined {
    const message = this.#message;
    this.#message = undefined;
    if (this.#offset < this.#bytes.length) {
      if (this.#offset === 0 && held !== undefined) return { frame: held, message };
      const frame = new GrowingBytes();
      frame.append(this.#bytes.subarray(this.#offset));
      return { frame, message };
    }
    return message === undefined ? undefined : { frame: undefined, message };
  }

  /** False when the rest of the next frame has not arrived, or it is not a valid frame. */
  #readFrame(receiver: FrameReceiver): boolean {
    const bytes = this.#bytes;
    const start = this.#offset;
    const available = bytes.length - start;
    if (available < 2) return false;
    const first = bytes[start]!;
    const second = bytes[start + 1]!;
    const fault = faultOf(first, second) ?? this.#orderFaultOf(first);
    if (fault !== undefined) return failed(receiver, fault, CODE.protocol);
    const shortLength = second & 0x7f;
    const headBytes = shortLength < 126 ? 2 : shortLength === 126 ? 4 : 10;
    if (available < headBytes) return false;
    const length = lengthOf(bytes, { start, shortLength });
    if (length + this.#bytesBefore(first) > this.#messageBytesMax)
      return failed(receiver, `message over ${this.#messageBytesMax} bytes`, CODE.tooBig);
    if (available < headBytes + length) return false;
    this.#offset = start + headBytes + length;
    this.#onData(receiver, first, bytes.subarray(start + headBytes, this.#offset));
    return true;
  }

  /** Bytes so far of the message that a frame with this first byte continues. */
  #bytesBefore(first: number): number {
    return (first & IS_CONTROL) === 0 ? (this.#message?.bytes.length ?? 0) : 0;
  }

  /** What is wrong with a data frame at this place in the stream. */
  #orderFaultOf(first: number): string | undefined {
    const opcode = first & 0x0f;
    if ((opcode & IS_CONTROL) !== 0) return undefined;
    if (opcode === OPCODE.continuation)
      return this.#message === undefined ? 'continuation of no message' : undefined;
    return this.#message === undefined ? undefined : 'message inside of a fragmented one';
  }

  #onData(receiver: FrameReceiver, first: number, payload: Buffer): void {
    const opcode = first & 0x0f;
    switch (opcode) {
      case OPCODE.ping:
        receiver.onPing(payload);
        return;
      case OPCODE.pong:
        receiver.onPong(payload);
        return;
      case OPCODE.close:
        onCloseFrame(receiver, payload);
        return;
      default:
        this.#hearData(receiver, first, payload);
    }
  }

  #hearData(receiver: FrameReceiver, first: number, payload: Buffer): void {
    const isText = (first & 0x0f) === OPCODE.text;
    const isFinal = (first & FIN) !== 0;
    if (this.#message === undefined && isFinal) {
      hearWhole(receiver, payload, isText);
      return;
    }
    this.#message ??= { isText, bytes: new GrowingBytes(), fragments: 0 };
    const message = this.#message;
    message.fragments += 1;
    if (message.fragments > FRAGMENTS_MAX) {
      receiver.onViolation(`message in over ${FRAGMENTS_MAX} fragments`, CODE.tooBig);
      return;
    }
    const whole = message.bytes.append(payload);
    if (!isFinal) return;
    this.#message = undefined;
    hearWhole(receiver, whole, message.isText);
  }
}

/** What is wrong with these first two bytes of a frame, whatever precedes it. */
function faultOf(first: number, second: number): string | undefined {
  const opcode = first & 0x0f;
  if ((first & RESERVED_BITS) !== 0) return 'reserved bits in a frame';
  if ((opcode & 0x07) > 2) return `frame with the reserved opcode ${opcode}`;
  if ((second & MASKED) !== 0) return 'masked frame';
  if ((opcode & IS_CONTROL) === 0) return undefined;
  if ((first & FIN) === 0) return 'fragmented control frame';
  const length = second & 0x7f;
  if (length > CONTROL_BYTES_MAX) return `control frame over ${CONTROL_BYTES_MAX} bytes`;
  return opcode === OPCODE.close && length === 1 ? 'Close frame with half a code' : undefined;
}

function lengthOf(
  bytes: Buffer,
  { start, shortLength }: { readonly start: number; readonly shortLength: number },
): number {
  if (shortLength < 126) return shortLength;
  if (shortLength === 126) return bytes.readUInt16BE(start + 2);
  // Inexact above 2^53, and far above every limit there.
  return bytes.readUInt32BE(start + 2) * 2 ** 32 + bytes.readUInt32BE(start + 6);
}

function hearWhole(receiver: FrameReceiver, payload: Buffer, isText: boolean): void {
  if (isText && !isUtf8(payload)) receiver.onViolation('text that is not UTF-8', CODE.invalidText);
  else receiver.onMessage(payload);
}

function onCloseFrame(receiver: FrameReceiver, payload: Buffer): void {
  if (payload.length === 0) {
    receiver.onCloseFrame(NO_CODE, payload);
    return;
  }
  const code = payload.readUInt16BE(0);
  const reason = payload.subarray(2);
  if (!isCloseCode(code)) receiver.onViolation(`Close frame with the code ${code}`, CODE.protocol);
  else if (!isUtf8(reason))
    receiver.onViolation('Close reason that is not UTF-8', CODE.invalidText);
  else receiver.onCloseFrame(code, reason);
}

function failed(receiver: FrameReceiver, what: string, code: number): false {
  receiver.onViolation(what, code);
  return false;
}

/** A whole message or control frame of a client, masked with a fresh key (RFC 6455 section 5.3). */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headBytes + 4 + length);
  frame[0] = FIN | opcode;
  frame[1] = MASKED | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (headBytes === 4) frame.writeUInt16BE(length, 2);
  else if (headBytes === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  const keyAt = takeKey();
  for (let index = 0; index < 4; index++) frame[headBytes + index] = keys[keyAt + index]!;
  for (let index = 0, at = headBytes + 4; index < length; index++, at++)
    frame[at] = payload[index]! ^ keys[keyAt + (index & 3)]!;
  return frame;
}

/** A Close frame of a client; without a body for `NO_CODE`. */
export function clientClose(code: number): Buffer {
  return clientFrame(
    OPCODE.close,
    code === NO_CODE ? new Uint8Array() : new Uint8Array([code >> 8, code & 0xff]),
  );
}

/** Asking the system for four bytes at a time would cost a microsecond per frame. */
const keys = new Uint8Array(4096);
let keysTaken = keys.length;

/** Where the next unused masking key is in `keys`. */
function takeKey(): number {
  if (keysTaken === keys.length) {
    randomFillSync(keys);
    keysTaken = 0;
  }
  keysTaken += 4;
  return keysTaken - 4;
}
