import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Problem } from '../../base/problem.ts';
import { quoted } from '../../base/units.ts';
import { PROBLEMS_MAX } from './findings.ts';
import { resolveReferences, type Surroundings } from './references.ts';
import type { SourceText, Step } from './source-text.ts';
import { isTemplatePlace } from './template-places.ts';

/** A document as plain data, its references filled in. */
export interface PlainValue {
  readonly value: unknown;
  /** Values filled in from the environment and from files. */
  readonly secrets: readonly string[];
  readonly problems: readonly Problem[];
  /** Positions of these problems, as written by `placeKey`: those values are not checked again. */
  readonly broken: ReadonlySet<string>;
}

/** A path as a key of a set. */
export function placeKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

/** `<<`, not `"<<"`. */
function isMergeKey(key: Scalar): boolean {
  return key.value === '<<' && key.type === 'PLAIN';
}

/** An alias repeats everything that it stands for, so a few of them can expand to a great deal. */
const ALIASES_MAX = 20;
const NODES_MAX = 50_000;

/** Turns a document into plain data, and records what is ambiguous or missing. */
export function plainValue(source: SourceText, surroundings: Surroundings): PlainValue {
  const unfolding = new Unfolding(source, surroundings);
  const value = unfolding.valueOf(source.document.contents, []);
  const { secrets, problems, broken } = unfolding;
  return { value, secrets, problems, broken };
}

class Unfolding {
  readonly problems: Problem[] = [];
  readonly secrets: string[] = [];
  readonly broken = new Set<string>();
  readonly #source: SourceText;
  readonly #surroundings: Surroundings;
  /** Nodes around the current one: an alias to any of them would never end. */
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
      this.#add(node, path, {
        message: `A scenario has at most ${NODES_MAX} values`,
        hint: 'use fewer aliases',
      });
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
      const message = `A scenario has at most ${ALIASES_MAX} aliases`;
      if (this.#aliasCount === ALIASES_MAX + 1)
        this.#add(alias, path, { message, hint: 'write it out' });
      this.broken.add(placeKey(path));
      return null;
    }
    // Limited, because each search for an anchor walks the whole document.
    const anchored = alias.resolve(this.#source.document);
    if (anchored !== undefined && !this.#around.has(anchored)) return this.valueOf(anchored, path);
    const found = anchored === undefined ? 'no anchor before it' : 'a value that contains it';
    const message = `The alias *${alias.source.slice(0, 60)} refers to ${found}`;
    const hint = 'write the value out; a text with a * needs quotes';
    this.#add(alias, path, { message, hint });
    return null;
  }

  #valueOfMap(map: YAMLMap, path: readonly Step[]): unknown {
    // Without a prototype, so that a key "constructor" or "__proto__" is a key like any other.
    const value: Record<string, unknown> = Object.create(null);
    const merged: unknown[] = [];
    for (const { key, value: item } of map.items) {
      if (!isScalar(key)) {
        const message = 'A key must be text: found a list, a map or an alias';
        this.#add(key ?? map, path, { message, hint: 'key: value' });
        continue;
      }
      const name = String(key.value);
      if (isMergeKey(key)) {
        merged.push(item);
        continue;
      }
      // An extension of the user's own, such as anchors to repeat: no key of a scenario.
      if (path.length === 0 && name.startsWith('x-')) continue;
      if (Object.hasOwn(value, name)) {
        const isTold = this.problems.length >= PROBLEMS_MAX;
        const first = isTold ? { line: 0 } : this.#source.at([...path, name], { key: true });
        const message = `The key ${quoted(name)} appears twice`;
        this.#add(key, [...path, name], { message, hint: `first in line ${first.line}` });
        continue;
      }
      value[name] = this.valueOf(item, [...path, name]);
    }
    for (const item of merged) this.#merge(item, { into: value, path });
    return value;
  }

  /** `<<: *common`, or a list of such: keys that the map itself, or one merged before, does not have. */
  #merge(
    item: unknown,
    { into, path }: { readonly into: Record<string, unknown>; readonly path: readonly Step[] },
  ): void {
    for (const one of isSeq(item) ? item.items : [item]) {
      const other = this.valueOf(one, path);
      if (typeof other !== 'object' || other === null || Array.isArray(other)) {
        const message = 'The key << merges a map: found something else';
        this.#add(one, path, { message, hint: '<<: *common, where &common marks a map' });
        return;
      }
      for (const [name, value] of Object.entries(other)) if (!(name in into)) into[name] = value;
    }
  }

  #valueOfSeq(seq: YAMLSeq, path: readonly Step[]): unknown {
    return seq.items.map((item, index) => this.valueOf(item, [...path, index]));
  }

  #text(text: string, path: readonly Step[]): string {
    const isTemplate = isTemplatePlace(path);
    const resolved = resolveReferences(text, this.#surroundings, { isTemplate });
    this.secrets.push(...resolved.secrets);
    for (const { word, message, hint } of resolved.problems) {
      this.broken.add(placeKey(path));
      if (this.problems.length >= PROBLEMS_MAX) continue;
      const at = this.#source.atWord(path, word);
      this.problems.push(this.#source.problem(at, message, hint));
    }
    return resolved.text;
  }

  #add(
    node: unknown,
    path: readonly Step[],
    { message, hint }: { readonly message: string; readonly hint: string },
  ): void {
    this.broken.add(placeKey(path));
    if (this.problems.length >= PROBLEMS_MAX) return;
    this.problems.push(this.#source.problem(this.#source.atNode(node), message, hint));
  }
}
