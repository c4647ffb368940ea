import { closest } from '../../base/closest.ts';

/** A text with places that each connection fills in for itself. Plain data: it travels to the shards. */
export interface Template {
  readonly parts: readonly (string | Hole)[];
}

/** What can stand in `${…}` beside `env:` and `file:`. */
const HOLES = {
  data: 'a cell of its row',
  member: 'number in the target, from 0',
  attempt: 'dials before this one',
  run: 'id of the run',
  seq: 'how often this message was sent, from 1',
  now: 'wall clock',
  random: 'random hexadecimal digits, by the seed',
  uuid: 'a random UUID, by the seed',
} as const;

type HoleName = keyof typeof HOLES;

export interface Hole {
  readonly from: HoleName;
  /** Of `data`. */
  readonly column?: string;
  /** Of `now`: `s` or `iso`. Of `random`: how many bytes. */
  readonly form?: string;
  /** Applied in this order. */
  readonly through: readonly Through[];
}

export interface Through {
  readonly encoder: Encoder;
  /** The column with the key of an HMAC. */
  readonly key?: string;
}

const PLAIN_ENCODERS = [
  'json',
  'url',
  'base64',
  'base64url',
  'hex',
  'from-base64',
  'from-hex',
] as const;
const KEYED_ENCODERS = ['hmac-sha1', 'hmac-sha256', 'hmac-sha512'] as const;
type Encoder = (typeof PLAIN_ENCODERS)[number] | (typeof KEYED_ENCODERS)[number];
const ENCODERS: readonly string[] = [...PLAIN_ENCODERS, ...KEYED_ENCODERS];

/** Random bytes, at most. */
const RANDOM_BYTES_MAX = 256;

type ReadHole =
  | { readonly ok: true; readonly hole: Hole }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** Whether a reference is meant to be filled in for each connection. */
export function isHole(inner: string): boolean {
  const [name = ''] = inner.split(/[.|]/);
  return Object.hasOwn(HOLES, name);
}

/** Reads what stands between `${` and `}`. */
export function readHole(inner: string): ReadHole {
  const [name = '', ...words] = inner.split('|');
  const [from = '', ...rest] = name.split('.');
  const column = rest.join('.');
  if (!Object.hasOwn(HOLES, from))
    return wrong(inner, `${from} is not known`, hintOf(from, Object.keys(HOLES)));
  if (from === 'data' && !/^[A-Za-z_][\w-]*$/.test(column))
    return wrong(inner, 'it names no column', '${data.COLUMN}');
  if (from !== 'data' && column !== '') return wrong(inner, `${from} has no parts`, `\${${from}}`);
  const form = formOf(from, words[0]);
  if (form === 'too-many')
    return wrong(inner, `${words[0]} bytes are too many`, `1 to ${RANDOM_BYTES_MAX}`);
  const through: Through[] = [];
  for (const word of form === undefined ? words : words.slice(1)) {
    const read = readThrough(word);
    if (typeof read === 'string')
      return wrong(inner, `${word === '' ? 'nothing' : word} is no encoding`, read);
    through.push(read);
  }
  const hole: Hole = {
    from: from as HoleName,
    ...(column !== '' && { column }),
    ...(form !== undefined && { form }),
    through,
  };
  return { ok: true, hole };
}

/** The form of a time or of random digits, if the first word after the name is one. */
function formOf(from: string, word: string | undefined): string | undefined {
  if (from === 'now' && (word === 's' || word === 'iso')) return word;
  if (from !== 'random' || word === undefined || !/^\d{1,6}$/.test(word)) return undefined;
  return Number(word) >= 1 && Number(word) <= RANDOM_BYTES_MAX ? word : 'too-many';
}

function readThrough(word: string): Through | string {
  const [encoder = '', key] = word.split(':');
  if (!ENCODERS.includes(encoder)) return hintOf(encoder, ENCODERS);
  const isKeyed = encoder.startsWith('hmac-');
  if (isKeyed && !/^data\.[A-Za-z_][\w-]*$/.test(key ?? ''))
    return `${encoder}:data.COLUMN, the column with the key`;
  if (!isKeyed && key !== undefined) return encoder;
  return { encoder: encoder as Encoder, ...(isKeyed && { key: key!.slice('data.'.length) }) };
}

function hintOf(word: string, known: readonly string[]): string {
  const meant = closest(word, known);
  return meant === undefined ? `one of ${known.join(', ')}` : `did you mean ${meant}?`;
}

function wrong(inner: string, found: string, hint: string): ReadHole {
  return { ok: false, message: `Cannot fill in \${${inner.slice(0, 60)}}: ${found}`, hint };
}

const TEMPLATE_PART = /\$\$\{|\$\{([^{}]*)\}/g;

/**
 * A text in which `$${` stands for `${` itself, as the text that it means or as a template. Every hole in it has been
 * read before, and is valid.
 */
export function templateOf(text: string): string | Template {
  if (!text.includes('${')) return text;
  const parts: (string | Hole)[] = [];
  let at = 0;
  let plain = '';
  for (const match of text.matchAll(TEMPLATE_PART)) {
    plain += text.slice(at, match.index);
    at = match.index + match[0].length;
    if (match[1] === undefined) {
      plain += '${';
      continue;
    }
    const read = readHole(match[1]);
    if (!read.ok) continue;
    if (plain !== '') parts.push(plain);
    plain = '';
    parts.push(read.hole);
  }
  plain += text.slice(at);
  if (parts.length === 0) return plain;
  return { parts: plain === '' ? parts : [...parts, plain] };
}

/** Columns that a template needs, with the reference that names each. */
export function columnsOf({ parts }: Template): readonly string[] {
  return parts.flatMap((part) =>
    typeof part === 'string'
      ? []
      : [
          ...(part.column === undefined ? [] : [part.column]),
          ...part.through.flatMap(({ key }) => (key === undefined ? [] : [key])),
        ],
  );
}

/** What each connection fills in of its upgrade request. */
export interface FilledUpgrade {
  readonly path?: Template;
  readonly headers?: Readonly<Record<string, Template>>;
  /** By position. */
  readonly subprotocols?: Readonly<Record<number, Template>>;
}
