/** One reading of a text: bytes, and for each byte the characters that it came from. */
export class Reading {
  bytes: Uint8Array;
  /** Index of the first character of a byte. */
  starts: Uint32Array;
  /** Index after its last character. */
  ends: Uint32Array;
  length = 0;

  constructor(capacity = 1_024) {
    this.bytes = new Uint8Array(capacity);
    this.starts = new Uint32Array(capacity);
    this.ends = new Uint32Array(capacity);
  }

  add(byte: number, start: number, end: number): void {
    if (this.length === this.bytes.length) this.#grow();
    this.bytes[this.length] = byte;
    this.starts[this.length] = start;
    this.ends[this.length] = end;
    this.length += 1;
  }

  /** As UTF-8; a lone surrogate becomes U+FFFD, as in every encoder. */
  addCodePoint(point: number, start: number, end: number): void {
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) {
      this.add(code, start, end);
      return;
    }
    if (code < 0x800) {
      this.add(0xc0 | (code >> 6), start, end);
    } else {
      if (code < 0x10000) {
        this.add(0xe0 | (code >> 12), start, end);
      } else {
        this.add(0xf0 | (code >> 18), start, end);
        this.add(0x80 | ((code >> 12) & 0x3f), start, end);
      }
      this.add(0x80 | ((code >> 6) & 0x3f), start, end);
    }
    this.add(0x80 | (code & 0x3f), start, end);
  }

  #grow(): void {
    const capacity = this.bytes.length * 2;
    const { bytes, starts, ends } = this;
    this.bytes = new Uint8Array(capacity);
    this.starts = new Uint32Array(capacity);
    this.ends = new Uint32Array(capacity);
    this.bytes.set(bytes);
    this.starts.set(starts);
    this.ends.set(ends);
  }
}

/**
 * Reads a text in every encoding in which it may contain a secret: plain, percent, JSON,
 * HTML and XML, hexadecimal, base64 and base64url. The last three may start at any character, because a piece of
 * an encoded text may have been cut off. Takes linear time; `reading` is reused for each encoding.
 */
export function eachReading(text: string, reading: Reading, visit: () => void): void {
  const read = (way: Unescape | undefined): void => {
    reading.length = 0;
    readUnescaped(text, reading, way);
    visit();
  };
  read(undefined);
  if (text.includes('%')) read(percent);
  if (text.includes('+')) read(percentOrPlus);
  if (text.includes('\\')) read(json);
  if (text.includes('&')) read(markup);
  eachSegment(text, { digits: HEX_DIGITS, bits: 4, lengthMin: 8 }, reading, visit);
  eachSegment(text, { digits: BASE64_DIGITS, bits: 6, lengthMin: 6 }, reading, visit);
}

/** An escape sequence: its length in characters, and the byte or code point that it stands for. */
interface Unescaped {
  readonly length: number;
  readonly byte?: number;
  readonly point?: number;
}

/** Undefined where no escape sequence starts. */
type Unescape = (text: string, at: number) => Unescaped | undefined;

function readUnescaped(text: string, reading: Reading, way: Unescape | undefined): void {
  for (let at = 0; at < text.length; ) {
    const found = way?.(text, at);
    const point = found?.point ?? text.codePointAt(at)!;
    const end = at + (found?.length ?? (point > 0xffff ? 2 : 1));
    if (found?.byte === undefined) reading.addCodePoint(point, at, end);
    else reading.add(found.byte, at, end);
    at = end;
  }
}

function percent(text: string, at: number): Unescaped | undefined {
  if (text[at] !== '%') return undefined;
  const high = HEX_DIGITS[text.charCodeAt(at + 1)] ?? NO_DIGIT;
  const low = HEX_DIGITS[text.charCodeAt(at + 2)] ?? NO_DIGIT;
  if (high === NO_DIGIT || low === NO_DIGIT) return undefined;
  return { length: 3, byte: high * 16 + low };
}

function percentOrPlus(text: string, at: number): Unescaped | undefined {
  return text[at] === '+' ? { length: 1, byte: 0x20 } : percent(text, at);
}

const JSON_ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function json(text: string, at: number): Unescaped | undefined {
  if (text[at] !== '\\' || at + 1 === text.length) return undefined;
  const letter = text[at + 1]!;
  const unit = letter === 'u' ? unitAt(text, at) : Number.NaN;
  if (Number.isNaN(unit)) {
    const meant = JSON_ESCAPES[letter] ?? letter;
    return { length: 2, point: meant.charCodeAt(0) };
  }
  const low = unit >= 0xd800 && unit < 0xdc00 ? unitAt(text, at + 6) : Number.NaN;
  if (!(low >= 0xdc00 && low <= 0xdfff)) return { length: 6, point: unit };
  return { length: 12, point: 0x10000 + (unit - 0xd800) * 0x400 + (low - 0xdc00) };
}

/** The UTF-16 unit of a `\u1234`; NaN if there is none. */
function unitAt(text: string, at: number): number {
  const written = text.slice(at, at + 6);
  return /^\\u[\da-fA-F]{4}$/.test(written) ? Number.parseInt(written.slice(2), 16) : Number.NaN;
}

/** The longest is `&#1114111;`. */
const ENTITY_LENGTH_MAX = 10;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function markup(text: string, at: number): Unescaped | undefined {
  if (text[at] !== '&') return undefined;
  const [written, name = '', decimal, hex] =
    /^&(?:([a-z]+)|#(\d+)|#[xX]([\da-fA-F]+));/.exec(text.slice(at, at + ENTITY_LENGTH_MAX)) ?? [];
  if (written === undefined) return undefined;
  const { length } = written;
  if (Object.hasOwn(ENTITIES, name)) return { length, point: ENTITIES[name]!.charCodeAt(0) };
  const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return point <= 0x10ffff ? { length, point } : undefined;
}

const NO_DIGIT = 0xff;

function digitsOf(...alphabets: readonly string[]): Uint8Array {
  const digits = new Uint8Array(128).fill(NO_DIGIT);
  for (const alphabet of alphabets)
    for (const [value, letter] of [...alphabet].entries()) digits[letter.charCodeAt(0)] = value;
  return digits;
}

const HEX_DIGITS = digitsOf('0123456789abcdef', '0123456789ABCDEF');
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64_DIGITS = digitsOf(`${LETTERS}+/`, `${LETTERS}-_`);

/** Digits that encode bytes: two digits of 4 bits per byte, or four digits of 6 bits per three bytes. */
interface Digits {
  readonly digits: Uint8Array;
  readonly bits: 4 | 6;
  /** Shorter segments hold fewer than four bytes. */
  readonly lengthMin: number;
}

function eachSegment(
  text: string,
  { digits, bits, lengthMin }: Digits,
  reading: Reading,
  visit: () => void,
): void {
  const alignments = bits === 4 ? 2 : 4;
  for (let start = 0; start < text.length; start += 1) {
    let end = start;
    while (end < text.length && (digits[text.charCodeAt(end)] ?? NO_DIGIT) !== NO_DIGIT) end += 1;
    if (end - start >= lengthMin) {
      for (let skipped = 0; skipped < alignments; skipped += 1) {
        reading.length = 0;
        readDigits(text, { digits, bits, from: start + skipped, end }, reading);
        visit();
      }
    }
    start = end;
  }
}

function readDigits(
  text: string,
  { digits, bits, from, end }: { digits: Uint8Array; bits: number; from: number; end: number },
  reading: Reading,
): void {
  let value = 0;
  let have = 0;
  for (let at = from; at < end; at += 1) {
    value = ((value << bits) | digits[text.charCodeAt(at)]!) & 0xfff;
    have += bits;
    if (have < 8) continue;
    have -= 8;
    // The remaining bits belong to the next byte; this byte started one or two digits earlier.
    const first = at - Math.ceil((8 + have) / bits) + 1;
    reading.add((value >> have) & 0xff, Math.max(from, first), at + 1);
  }
}
