// Control, format (zero width, direction), surrogate and private characters, and runs of space of any kind.
const UNPRINTABLE = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]+/gu;

/** Text from a server, made safe for a terminal and a journal: one line, no control characters, capped. */
export function tame(text: string, charactersMax: number): string {
  // Cut before matching, so that a long text costs no more than a short one.
  return text
    .slice(0, charactersMax * 2)
    .replace(UNPRINTABLE, ' ')
    .trim()
    .slice(0, charactersMax);
}

/** Bytes as one line of printable ASCII, all others escaped: `\x15\x03\x01`; capped, with an ellipsis. */
export function escaped(bytes: Uint8Array, bytesMax: number): string {
  let text = '';
  for (const byte of bytes.subarray(0, bytesMax)) text += escapedByte(byte);
  return bytes.length > bytesMax ? `${text}…` : text;
}

function escapedByte(byte: number): string {
  if (byte === 10) return '\\n';
  if (byte === 13) return '\\r';
  if (byte === 92) return '\\\\';
  if (byte >= 32 && byte <= 126) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** The printable ASCII of a text, capped. */
export function tameAscii(text: string, charactersMax: number): string {
  return text
    .slice(0, charactersMax * 2)
    .replace(/[^\x20-\x7e]+/g, '')
    .trim()
    .slice(0, charactersMax);
}
