import { type Alias, isAlias, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Problem } from '../base/problem.ts';
import { quoted } from '../base/units.ts';
import { resolveReferences, type Surroundings } from './references.ts';
import type { SourceText, Step } from './source-text.ts';

/** A document as plain data, its references filled in. */
export interface PlainValue {
  readonly value: unknown;
  /** What was filled in from outside. */
  readonly secrets: readonly string[];
  readonly problems: readonly Problem[];
}

/** An alias repeats all that it stands for, so few of them can unfold into very much. */
const ALIASES_MAX = 20;
const NODES_MAX = 50_000;

/** Turns a document into plain data, and notes what is ambiguous or missing in it. */
export function plainValue(source: SourceText, surroundings: Surroundings): PlainValue {
  const unfolding = new Unfolding(source, surroundings);
  const value = unfolding.valueOf(source.document.contents, []);
  return { value, secrets: unfolding.secrets, problems: unfolding.problems };
}

class Unfolding {
  readonly problems: Problem[] = [];
  readonly secrets: string[] = [];
  readonly #source: SourceText;
  readonly #surroundings: Surroundings;
  /** Nodes around the one at work: an alias to one of them would never end. */
  readonly #around = new Set<unknown>();
  #aliasCount = 0;
  #nodeCount = 0;

  constructor(source: SourceText, surroundings: Surroundings) {
    this.#source = source;
    this.#surroundings = surroundings;
  }

  valueOf(node: unknown, path: readonly Step[]): unknown {
    this.#nodeCount += 1;
    if (this.#nodeCount === NODES_MAX)
      this.#add(node, `A scenario has at most ${NODES_MAX} values`, 'use fewer aliases');
    if (this.#nodeCount >= NODES_MAX) return null;
    if (isAlias(node)) return this.#valueOfAlias(node, path);
    if (isScalar(node))
      return typeof node.value === 'string' ? this.#text(node.value, path) : node.value;
    this.#around.add(node);
    const value = isMap(node)
      ? this.#valueOfMap(node, path)
      : isSeq(node)
        ? this.#valueOfSeq(node, path)
        : null;
    this.#around.delete(node);
    return value;
  }

  #valueOfAlias(alias: Alias, path: readonly Step[]): unknown {
    this.#aliasCount += 1;
    if (this.#aliasCount > ALIASES_MAX) {
      if (this.#aliasCount === ALIASES_MAX + 1)
        this.#add(alias, `A scenario has at most ${ALIASES_MAX} aliases`, 'write it out');
      return null;
    }
    const anchored = alias.resolve(this.#source.document);
    if (!this.#around.has(anchored)) return this.valueOf(anchored, path);
    this.#add(alias, `The alias *${alias.source} stands for something that it is part of`);
    return null;
  }

  #valueOfMap(map: YAMLMap, path: readonly Step[]): unknown {
    // Without a prototype, so that a key "constructor" or "__proto__" is a key like any other.
    const value: Record<string, unknown> = Object.create(null);
    for (const { key, value: item } of map.items) {
      if (!isScalar(key)) {
        this.#add(key ?? map, 'A key is a text: found a list, a map or an alias');
        continue;
      }
      const name = String(key.value);
      if (Object.hasOwn(value, name)) {
        const first = this.#source.at([...path, name], { key: true });
        this.#add(key, `The key ${quoted(name)} is written twice`, `first in line ${first.line}`);
        continue;
      }
      value[name] = this.valueOf(item, [...path, name]);
    }
    return value;
  }

  #valueOfSeq(seq: YAMLSeq, path: readonly Step[]): unknown {
    return seq.items.map((item, index) => this.valueOf(item, [...path, index]));
  }

  #text(text: string, path: readonly Step[]): string {
    const resolved = resolveReferences(text, this.#surroundings);
    this.secrets.push(...resolved.secrets);
    for (const { word, message, hint } of resolved.problems) {
      const at = this.#source.atWord(path, word);
      this.problems.push(this.#source.problem(at, message, hint));
    }
    return resolved.text;
  }

  #add(node: unknown, message: string, hint?: string): void {
    this.problems.push(this.#source.problem(this.#source.atNode(node), message, hint));
  }
}
