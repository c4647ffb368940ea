import { z } from 'zod';
import {
  formatBytes,
  formatCount,
  formatDuration,
  parseCount,
  parseDuration,
  parsePercent,
  parseRate,
  parseSize,
  quoted,
  type Reading,
} from '../../base/units.ts';

/** How a field appears in the JSON Schema that editors read. */
interface Shape {
  readonly description: string;
  readonly [keyword: string]: unknown;
}

/** A value with its own reader, so that it has one message and one hint for everything that can be wrong. */
export function field<T>(read: (input: unknown) => Reading<T>, shape: Shape) {
  return z
    .unknown()
    .transform((input, context): T => {
      const reading = read(input);
      if (reading.ok) return reading.value;
      const { message, hint } = reading;
      context.issues.push({ code: 'custom', message, params: { hint }, input });
      return z.NEVER;
    })
    .meta(shape);
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** Milliseconds, at least 0. */
export function duration(description: string, bounds: Bounds = {}) {
  return field((input) => within(parseDuration(input), bounds, formatDuration), {
    ...DURATION_SHAPE,
    description,
  });
}

const DURATION_SHAPE = {
  type: 'string',
  pattern: '^([0-9.]+ *(ms|s|min|m|h|d) *)+$|\\$\\{',
};

/** Milliseconds, or nothing: the hop has no such limit. */
export function durationOrNone(description: string) {
  return field(
    (input): Reading<number | 'none'> =>
      input === 'none' ? { ok: true, value: 'none' } : parseDuration(input),
    { description, type: 'string', pattern: `^none$|${DURATION_SHAPE.pattern}` },
  );
}

/** Bytes. */
export function size(description: string, bounds: Bounds) {
  return field((input) => within(parseSize(input), bounds, formatBytes), {
    description,
    type: 'string',
    pattern: '^[0-9]+(\\.[0-9]+)?\\s*(B|kB|MB|GB|KiB|MiB|GiB)$|\\$\\{',
  });
}

/** 0 to 1. */
export function percent(description: string, bounds: Bounds = {}) {
  return field((input) => within(parsePercent(input), bounds, (share) => `${share * 100}%`), {
    description,
    type: 'string',
    pattern: '^[0-9]+(\\.[0-9]+)?\\s*%$|\\$\\{',
  });
}

/** A whole number. */
export function count(description: string, bounds: Bounds) {
  return field((input) => within(parseCount(input), bounds, formatCount), {
    description,
    type: ['integer', 'string'],
    pattern: '^[0-9_]+(\\.[0-9]+)?[kM]?$|\\$\\{',
  });
}

/** A number, with decimals. */
export function factor(description: string, bounds: Bounds) {
  const read = (input: unknown): Reading<number> => {
    const found = typeof input === 'string' ? Number(input) : input;
    if (typeof found === 'number' && Number.isFinite(found)) return { ok: true, value: found };
    return {
      ok: false,
      message: `${nounOf(input)} is not a number`,
      hint: 'a number, such as 300',
    };
  };
  return field((input) => within(read(input), bounds, String), {
    description,
    type: ['number', 'string'],
  });
}

/** How long opening takes, or how many connections open per second. */
type Ramp = { readonly durationMs: number } | { readonly perSecond: number };

export function ramp(description: string) {
  const read = (input: unknown): Reading<Ramp> => {
    if (typeof input === 'string' && input.includes('/')) {
      const rate = within(parseRate(input), { min: 0.01 }, (perSecond) => `${perSecond}/s`);
      return rate.ok ? { ok: true, value: { perSecond: rate.value } } : rate;
    }
    const time = parseDuration(input);
    if (time.ok) return { ok: true, value: { durationMs: time.value } };
    return { ...time, hint: `${time.hint}; or a rate, such as 100/s` };
  };
  return field(read, { description, type: 'string' });
}

/** A number per unit of time, such as 100/s. */
export function rate(description: string) {
  const read = (input: unknown): Reading<number> =>
    within(parseRate(input), { min: 0.01 }, (perSecond) => `${perSecond}/s`);
  return field(read, { description, type: 'string' });
}

const ONE_LINE = /^\P{Control}*$/u;
/** Characters that reorder or break lines in a report, and code points that are not characters. */
const DECEPTIVE = /[\u202a-\u202e\u2066-\u2069\u2028\u2029\p{Surrogate}]/u;

/** A single line of text. */
export function text(description: string, { max = 200, pattern }: TextOptions = {}) {
  const read = (input: unknown): Reading<string> => {
    const found = typeof input === 'number' ? String(input) : input;
    if (typeof found !== 'string' || found === '')
      return { ok: false, message: `${nounOf(input)} is not text`, hint: description };
    if (found.length > max)
      return { ok: false, message: `the text is too long`, hint: `at most ${max} characters` };
    const isRight = !DECEPTIVE.test(found) && (pattern ?? ONE_LINE).test(found);
    if (isRight) return { ok: true, value: found };
    return {
      ok: false,
      message: `${quoted(found)} contains characters that are not allowed`,
      hint: description,
    };
  };
  return field(read, { description, type: 'string' });
}

interface TextOptions {
  readonly max?: number;
  readonly pattern?: RegExp;
}

/** Bytes, and whether they were written as text. */
export interface Payload {
  readonly hex: string;
  readonly text: boolean;
}

const PAYLOAD_BYTES_MAX = 64 * 1024;
const PAYLOAD_HINT = 'a text such as "PING\\n", or { hex: "0a0b" }';

/** Bytes to send or to expect. `words` have a special meaning. */
export function payload<Word extends string>(description: string, words: readonly Word[]) {
  return field((input) => readPayload(input, words), {
    description,
    anyOf: [
      { type: 'string' },
      object({ hex: { type: 'string', pattern: '^([0-9a-fA-F]{2}\\s*)*$' } }),
      object({ text: { type: 'string' } }),
    ],
  });
}

function object(properties: Readonly<Record<string, object>>) {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function readPayload<Word extends string>(
  input: unknown,
  words: readonly Word[],
): Reading<Payload | Word> {
  const word = words.find((candidate) => candidate === input);
  if (word !== undefined) return { ok: true, value: word };
  if (typeof input === 'string') return payloadOf(Buffer.from(input), true);
  const keys = typeof input === 'object' && input !== null ? Object.keys(input) : [];
  if (keys.length !== 1) return wrongPayload(`${nounOf(input)} cannot be sent`);
  const { hex, text } = input as { readonly hex?: unknown; readonly text?: unknown };
  if (typeof text === 'string') return payloadOf(Buffer.from(text), true);
  if (hex === undefined) return wrongPayload(`${quoted(keys[0]!)} is not a way to write bytes`);
  // A hexadecimal number without letters is a number in YAML unless it is quoted.
  const digits = typeof hex === 'string' ? hex.replace(/\s/g, '') : '';
  if (!/^([0-9a-f]{2})+$/i.test(digits))
    return wrongPayload(
      `${nounOf(hex)} is not a sequence of hexadecimal pairs`,
      '{ hex: "0a 0b ff" }',
    );
  return payloadOf(Buffer.from(digits, 'hex'), false);
}

function payloadOf(bytes: Buffer, isText: boolean): Reading<Payload> {
  if (bytes.length === 0) return wrongPayload('the text is empty');
  if (bytes.length > PAYLOAD_BYTES_MAX)
    return wrongPayload('the text is too long', `at most ${formatBytes(PAYLOAD_BYTES_MAX)}`);
  return { ok: true, value: { hex: bytes.toString('hex'), text: isText } };
}

function wrongPayload(message: string, hint = PAYLOAD_HINT): Reading<never> {
  return { ok: false, message, hint };
}

function within(
  reading: Reading<number>,
  { min = 0, max = Infinity }: Bounds,
  format: (value: number) => string,
): Reading<number> {
  if (!reading.ok) return reading;
  const { value } = reading;
  if (value >= min && value <= max) return reading;
  const hint = max === Infinity ? `at least ${format(min)}` : `${format(min)} to ${format(max)}`;
  const word = value < min ? 'small' : 'large';
  return { ok: false, message: `${format(value)} is too ${word}`, hint };
}

function nounOf(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object' && input !== null) return 'a map';
  return typeof input === 'string' ? quoted(input) : String(input);
}
