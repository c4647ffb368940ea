import type { Position } from '../base/problem.ts';

/** The path from a document's root to a value: keys and indexes. */
export type Way = readonly (string | number)[];

/** Finds the position of something in the text, on demand. */
export interface Locator {
  readonly format: 'yaml' | 'json';
  /** Start of the value; start of the nearest ancestor if it does not exist. */
  valueAt(way: Way): Position;
  /** Start of the key of the value. */
  keyAt(way: Way): Position;
}

/**
 * One value of a manifest, whether it exists or not, and its position.
 *
 * `root.get('spec').get('ports').items()` never throws: a value that is absent or of another type is just empty,
 * because the text is untrusted.
 */
export class Field {
  readonly value: unknown;
  readonly way: Way;
  readonly #locator: Locator;

  constructor(value: unknown, { way, locator }: { way: Way; locator: Locator }) {
    this.value = value;
    this.way = way;
    this.#locator = locator;
  }

  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get format(): Locator['format'] {
    return this.#locator.format;
  }

  get at(): Position {
    return this.#locator.valueAt(this.way);
  }

  get keyAt(): Position {
    return this.#locator.keyAt(this.way);
  }

  /** The value if it is a string: a quoted number is, a number is not. */
  get string(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined;
  }

  get number(): number | undefined {
    return typeof this.value === 'number' ? this.value : undefined;
  }

  /** A string, number or boolean as text. */
  get text(): string | undefined {
    const { value } = this;
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  }

  get(key: string): Field {
    return this.#child(
      key,
      isMap(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined,
    );
  }

  /** The elements of a list. */
  items(): readonly Field[] {
    if (!Array.isArray(this.value)) return [];
    return this.value.map((item, index) => this.#child(index, item));
  }

  /** The pairs of a map. */
  entries(): readonly (readonly [key: string, value: Field])[] {
    if (!isMap(this.value)) return [];
    return Object.entries(this.value).map(([key, value]) => [key, this.#child(key, value)]);
  }

  /** Another value at the same position, such as the part after the = of a flag. */
  holding(value: unknown): Field {
    return new Field(value, { way: this.way, locator: this.#locator });
  }

  #child(step: string | number, value: unknown): Field {
    return new Field(value, { way: [...this.way, step], locator: this.#locator });
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
