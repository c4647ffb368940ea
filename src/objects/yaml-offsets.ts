import { type Document, isMap, isScalar, isSeq } from 'yaml';
import type { Way } from './field.ts';

/** Where a value and its key start in the text. */
export interface Offsets {
  readonly key: number;
  readonly value: number;
}

/** Numbers that each value has in the list: its key, its start, and how many values are in it, itself included. */
const WIDTH = 3;

/**
 * The offsets of all values of a document, in the order of the text, so that the document itself can be forgotten:
 * its nodes take forty times as much memory as these three numbers.
 */
class CompactOffsets {
  readonly #numbers: Int32Array;
  readonly #root: unknown;

  constructor(numbers: Int32Array, root: unknown) {
    this.#numbers = numbers;
    this.#root = root;
  }

  /** Of the value at the end of the way, or of the nearest above it that exists. */
  find(way: Way): Offsets {
    let value = this.#root;
    let index = 0;
    for (const step of way) {
      const position = positionOf(value, step);
      if (position === -1) break;
      index = this.#child(index, position);
      value = (value as Readonly<Record<string | number, unknown>>)[step];
    }
    return { key: this.#numbers[index * WIDTH]!, value: this.#numbers[index * WIDTH + 1]! };
  }

  #child(parent: number, position: number): number {
    let index = parent + 1;
    for (let skipped = 0; skipped < position; skipped += 1)
      index += this.#numbers[index * WIDTH + 2]!;
    return index;
  }
}

/** The place of a step among the values of a list or a map; -1 where there is none. */
function positionOf(value: unknown, step: string | number): number {
  if (typeof value !== 'object' || value === null) return -1;
  if (Array.isArray(value)) return typeof step === 'number' && step < value.length ? step : -1;
  return Object.keys(value).indexOf(String(step));
}

/**
 * The offsets of a document; undefined where its text and its value have another order: with anchors, keys that are
 * there twice, or keys that look like numbers, which JavaScript puts first.
 */
export function compactOffsets({ contents }: Document, root: unknown): CompactOffsets | undefined {
  const numbers: number[] = [];
  return add(contents, 0, numbers) ? new CompactOffsets(Int32Array.from(numbers), root) : undefined;
}

/** Adds a node and all that is in it; false where that is not possible. */
function add(node: unknown, key: number, numbers: number[]): boolean {
  if (node !== null && !isMap(node) && !isSeq(node) && !isScalar(node)) return false;
  const at = numbers.length;
  const start = node?.range?.[0] ?? key;
  numbers.push(at === 0 ? start : key, start, 0);
  if (isSeq(node)) {
    for (const item of node.items) if (!add(item, rangeStart(item) ?? start, numbers)) return false;
  } else if (isMap(node)) {
    const seen = new Set<string>();
    for (const { key: name, value } of node.items) {
      if (!isScalar(name) || isOutOfOrder(String(name.value), seen)) return false;
      const keyStart = rangeStart(name) ?? start;
      if (!add(value, keyStart, numbers)) return false;
    }
  }
  numbers[at + 2] = (numbers.length - at) / WIDTH;
  return true;
}

function isOutOfOrder(name: string, seen: Set<string>): boolean {
  if (name === '<<' || name === '__proto__' || /^\d+$/.test(name) || seen.has(name)) return true;
  seen.add(name);
  return false;
}

function rangeStart(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined;
}
