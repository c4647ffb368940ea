import type { Position } from '../base/problem.ts';
import { Field, type Locator, type Way } from './field.ts';

/**
 * A JSON text as a field. Throws a SyntaxError if it is not JSON.
 *
 * `JSON.parse` reads 50 MB in about a second, but drops all positions. So the position of a value is
 * looked up in the text on demand, which is rare.
 */
export function readJson(text: string, file: string): Field {
  const value: unknown = JSON.parse(text);
  return new Field(value, { way: [], locator: new JsonLocator(text, file) });
}

class JsonLocator implements Locator {
  readonly format = 'json';
  readonly #text: string;
  readonly #file: string;
  /** Start positions of the elements of the top-level `items`, computed on demand: a List may hold thousands. */
  #items: readonly number[] | undefined;
  #lineStarts: readonly number[] | undefined;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  valueAt(way: Way): Position {
    return this.#position(this.#find(way).value);
  }

  keyAt(way: Way): Position {
    return this.#position(this.#find(way).key);
  }

  #find(way: Way): Place {
    const [first, second, ...rest] = way;
    if (first !== 'items' || typeof second !== 'number') return walk(this.#text, { from: 0, way });
    this.#items ??= elementsOf(this.#text, walk(this.#text, { from: 0, way: ['items'] }).value);
    const from = this.#items[second];
    return walk(this.#text, from === undefined ? { from: 0, way } : { from, way: rest });
  }

  #position(offset: number): Position {
    this.#lineStarts ??= lineStartsOf(this.#text);
    const line = lineOf(this.#lineStarts, offset);
    return { file: this.#file, line: line + 1, column: offset - this.#lineStarts[line]! + 1 };
  }
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The index of the last line that starts at or before the offset. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

interface Place {
  readonly key: number;
  readonly value: number;
}

/** Follows the path as far as it exists. The text is known to be valid JSON. */
function walk(text: string, { from, way }: { from: number; way: Way }): Place {
  let place: Place = { key: skipSpace(text, from), value: skipSpace(text, from) };
  for (const step of way) {
    const next =
      typeof step === 'number'
        ? elementAt(text, place.value, step)
        : memberAt(text, place.value, step);
    if (next === undefined) return place;
    place = next;
  }
  return place;
}

function memberAt(text: string, start: number, name: string): Place | undefined {
  if (text[start] !== '{') return undefined;
  let at = skipSpace(text, start + 1);
  let found: Place | undefined;
  while (text[at] === '"') {
    const keyEnd = skipString(text, at);
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1);
    // The last of duplicate keys wins, as in JSON.parse.
    if (JSON.parse(text.slice(at, keyEnd)) === name) found = { key: at, value };
    at = nextOf(text, value);
  }
  return found;
}

function elementAt(text: string, start: number, index: number): Place | undefined {
  const at = elementsOf(text, start)[index];
  return at === undefined ? undefined : { key: at, value: at };
}

function elementsOf(text: string, start: number): readonly number[] {
  if (text[start] !== '[') return [];
  const starts: number[] = [];
  let at = skipSpace(text, start + 1);
  while (at < text.length && text[at] !== ']') {
    starts.push(at);
    at = nextOf(text, at);
  }
  return starts;
}

/** From the start of a value to the start of what follows its comma, or to the closing bracket. */
function nextOf(text: string, value: number): number {
  const end = skipSpace(text, skipValue(text, value));
  return text[end] === ',' ? skipSpace(text, end + 1) : end;
}

function skipValue(text: string, start: number): number {
  if (text[start] === '"') return skipString(text, start);
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      at = skipString(text, at);
      continue;
    }
    if (depth === 0 && (char === ',' || char === '}' || char === ']')) return at;
    if (char === '{' || char === '[') depth += 1;
    if (char === '}' || char === ']') depth -= 1;
    at += 1;
    if (depth === 0 && (char === '}' || char === ']')) return at;
  }
  return at;
}

function skipString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}
