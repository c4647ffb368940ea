import { tameAscii } from './hostile-text.ts';

/**
 * How `soak serve` introduces itself, before anything else: one line of JSON on TCP, one text message on
 * WebSocket.
 *
 *     {"soak":1,"backend":"pod-7f9c","client":"10.0.0.7:40112"}
 */
const HELLO_START = Buffer.from('{"soak":1,');

/** A longer first line is not a hello. */
export const HELLO_BYTES_MAX = 512;

const IDENTITY_CHARACTERS_MAX = 64;
const LINE_FEED = 0x0a;

/** The backend's identity, or undefined when these bytes are not a hello. */
export function backendOf(bytes: Buffer): string | undefined {
  if (bytes.length > HELLO_BYTES_MAX || !startsLikeHello(bytes)) return undefined;
  const hello = parseObject(bytes.toString('utf8'));
  if (hello === undefined || typeof hello.backend !== 'string') return undefined;
  const identity = tameAscii(hello.backend, IDENTITY_CHARACTERS_MAX);
  return identity === '' ? undefined : identity;
}

/** What the first bytes of a stream are. */
type HelloVerdict =
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'none' }
  | { readonly kind: 'hello'; readonly backend: string; readonly endIndex: number };

const UNFINISHED: HelloVerdict = { kind: 'unfinished' };
const NONE: HelloVerdict = { kind: 'none' };

/** Looks for a hello line at the start of a stream of which `bytes` is all that arrived so far. */
export function readHello(bytes: Buffer): HelloVerdict {
  if (!startsLikeHello(bytes)) return NONE;
  const lineEnd = bytes.subarray(0, HELLO_BYTES_MAX).indexOf(LINE_FEED);
  if (lineEnd < 0) return bytes.length < HELLO_BYTES_MAX ? UNFINISHED : NONE;
  const backend = backendOf(bytes.subarray(0, lineEnd));
  return backend === undefined ? NONE : { kind: 'hello', backend, endIndex: lineEnd + 1 };
}

function startsLikeHello(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, HELLO_START.length);
  return bytes.compare(HELLO_START, 0, length, 0, length) === 0;
}

function parseObject(text: string): { readonly backend?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Arrays and null are not a hello either, but they cannot start with `{`.
    return value as { readonly backend?: unknown };
  } catch (error) {
    // Any server may send a line that starts like ours; it is then payload.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
