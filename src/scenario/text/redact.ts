import { GRAM_BYTES, GramSet } from './gram-set.ts';
import { KnownWords } from './known-words.ts';
import { eachReading, Reading } from './reading.ts';

export const MASK = '***';

/** Shorter values would blank out half of every report. */
const LENGTH_MIN = 4;

/** A short number, a duration or a keyword is not a secret, even if it came from the environment. */
const COMMON = /^(\d{1,5}(\.\d+)?\s?(ms|s|m|min|h|d|%|k|M|[KM]?i?B)?|true|false|null|localhost)$/;

/** Lines of a secret that are masked on their own. */
const LINE_LENGTH_MIN = 16;

/** `-----BEGIN CERTIFICATE-----` */
const ARMOR = /^-----(BEGIN|END) /;

/** The scheme in front of a credential (RFC 9110 section 11.1), which is not part of the secret. */
const AUTH_SCHEME = /^(?:basic|bearer|digest|token|apikey|negotiate)\s+/i;

/** Longer runs are always masked. */
const ORDINARY_BYTES_MAX = 24;

/**
 * Replaces every secret in soak's own text, also in encoded form: base64 (at any
 * alignment, so inside a longer text too), base64url, percent, hexadecimal, JSON, HTML and XML.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const words = wordsOf(secrets);
  if (words.length === 0) return unchanged;
  const known = new KnownWords(words.map(bytesOf));
  const reading = new Reading();
  return (text) => {
    const cover = new Cover(text);
    eachReading(text, reading, () => coverWords(reading, known, cover));
    return cover.masked();
  };
}

/**
 * Does the same for a text from outside, where a secret may be cut: every run of 8 or more characters that
 * also occurs in a secret is replaced, in all of those encodings. A server that repeats a token of 800 characters in a
 * Close reason of 123 bytes leaves nothing readable.
 *
 * Building takes time and memory linear in the secrets (24 bytes for each of their bytes), masking takes time linear
 * in the text.
 */
export function echoRedactor(secrets: readonly string[]): (text: string) => string {
  const words = wordsOf(secrets);
  if (words.length === 0) return unchanged;
  // Longer ones are found as runs.
  const short = words.map(bytesOf).filter(({ length }) => length <= ORDINARY_BYTES_MAX);
  const known = new KnownWords(short);
  const grams = gramsOf(words);
  const reading = new Reading();
  return (text) => {
    const cover = new Cover(text);
    eachReading(text, reading, () => {
      coverWords(reading, known, cover);
      coverRuns(reading, grams, cover);
    });
    return cover.masked();
  };
}

/**
 * Asks whether a text shares 8 bytes or more, in any encoding, with any of the given secrets. Several times cheaper
 * than to mask it, where each text is masked against other secrets.
 */
export function sharingWith(text: string): (secrets: readonly Uint8Array[]) => boolean {
  const reading = new Reading();
  const readings: Uint8Array[] = [];
  eachReading(text, reading, () => {
    readings.push(reading.bytes.slice(0, reading.length));
  });
  const grams = new GramSet(readings.reduce((sum, { length }) => sum + length, 0));
  for (const bytes of readings) grams.addAll(bytes);
  return (secrets) => secrets.some((secret) => grams.hasAnyOf(secret));
}

/** A run of letters and digits that is as long as a token. */
const TOKEN = /[A-Za-z0-9+/_=-]{20,}/g;
const TOKEN_START = 4;

/** Cuts what looks like a token, whoever it belongs to. Names of hosts and pods have fewer digits or more dots. */
export function cutTokens(text: string): string {
  return text.replace(TOKEN, (run) =>
    /\d/.test(run) && /[A-Za-z]/.test(run) ? `${run.slice(0, TOKEN_START)}…` : run,
  );
}

function unchanged(text: string): string {
  return text;
}

/** The secrets and those of their parts that are masked on their own, without duplicates. */
function wordsOf(secrets: readonly string[]): readonly string[] {
  return [...new Set(secrets.flatMap(partsOf).filter(isSecret))];
}

function isSecret(value: string): boolean {
  return value.trim().length >= LENGTH_MIN && !COMMON.test(value);
}

/** A value of several lines (a key, a certificate) may be shown with other line ends, or line by line. */
function partsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  if (lines.length === 1) return [secret, secret.trim(), ...decodedOf(secret)];
  return [secret, ...lines.filter((line) => line.length >= LINE_LENGTH_MIN && !ARMOR.test(line))];
}

/** A query token is percent-encoded in the scenario, and a server may repeat it decoded. */
function decodedOf(secret: string): readonly string[] {
  if (!/%[\da-fA-F]{2}/.test(secret)) return [];
  try {
    return [decodeURIComponent(secret)];
  } catch {
    // Not UTF-8, so a server will not decode it to text either.
    return [];
  }
}

function bytesOf(word: string): Uint8Array {
  return Buffer.from(word);
}

function gramsOf(words: readonly string[]): GramSet {
  // The lines of a key are separate words; the whole key would only add its armor.
  const runs = words
    .filter((word) => !word.includes('\n'))
    .map(credentialOf)
    .map(bytesOf);
  const count = runs.reduce((sum, { length }) => sum + Math.max(0, length - GRAM_BYTES + 1), 0);
  const grams = new GramSet(count);
  for (const bytes of runs) grams.addAll(bytes);
  return grams;
}

function credentialOf(word: string): string {
  return word.replace(AUTH_SCHEME, '');
}

/** The characters of a text that must be masked. */
class Cover {
  readonly #text: string;
  #hidden: Uint8Array | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Masks the characters that the bytes `from` to `to` of a reading came from. */
  hide({ starts, ends }: Reading, from: number, to: number): void {
    this.#hidden ??= new Uint8Array(this.#text.length);
    this.#hidden.fill(1, starts[from], ends[to - 1]);
  }

  masked(): string {
    const hidden = this.#hidden;
    if (hidden === undefined) return this.#text;
    let masked = '';
    for (let at = 0; at < hidden.length; ) {
      let end = hidden.indexOf(1 - hidden[at]!, at);
      if (end < 0) end = hidden.length;
      masked += hidden[at] === 1 ? MASK : this.#text.slice(at, end);
      at = end;
    }
    return masked;
  }
}

function coverWords(reading: Reading, known: KnownWords, cover: Cover): void {
  for (let at = 0; at < reading.length; at += 1) {
    const length = known.longestAt(reading, at);
    if (length > 0) cover.hide(reading, at, at + length);
  }
}

function coverRuns(reading: Reading, grams: GramSet, cover: Cover): void {
  const { bytes, length } = reading;
  let high = 0;
  let low = 0;
  // Start of the current run, which ends after its last shared gram; -1 while there is none.
  let start = -1;
  for (let end = 1; end <= length; end += 1) {
    high = (high << 8) | (low >>> 24);
    low = (low << 8) | bytes[end - 1]!;
    const isShared = end >= GRAM_BYTES && grams.has(high, low);
    if (isShared && start < 0) start = end - GRAM_BYTES;
    if (start < 0 || (isShared && end < length)) continue;
    const runEnd = isShared ? end : end - 1;
    if (!isOrdinary(bytes.subarray(start, runEnd))) cover.hide(reading, start, runEnd);
    start = -1;
  }
}

/** True for `internal` or `https://`: words that occur in any error message reveal nothing about a secret. */
function isOrdinary(run: Uint8Array): boolean {
  if (run.length > ORDINARY_BYTES_MAX) return false;
  const words = Buffer.from(run)
    .toString('latin1')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.every((word) => ORDINARY.has(word)) === true;
}

const ORDINARY = new Set(
  `http https ws wss tcp tls ssl url uri json html text plain application charset utf
  basic bearer digest token apikey api key cookie session sessionid id access refresh client
  auth authorization authentication authenticate authenticated unauthorized unauthenticated forbidden
  denied invalid expired missing required password username user credential credentials permission
  account accounts identity project organization tenant customer resource
  internal external private public server service services gateway proxy ingress upstream backend frontend
  connection connections websocket websockets upgrade message messages request response location redirect
  certificate certificates handshake protocol version timeout shutdown draining restarting overload overloaded
  unavailable temporarily production staging development testing default example localhost localdomain
  kubernetes cluster namespace deployment container svc local com net org dev`.split(/\s+/),
);
