import { closest } from '../../base/closest.ts';
import type { Problem } from '../../base/problem.ts';
import type { SourceText, Step } from './source-text.ts';

/** More problems than anyone reads, and locating each one takes time. */
export const PROBLEMS_MAX = 100;

/** Collects the problems of a scenario with their positions, so that all are reported at once. */
export class Findings {
  readonly #source: SourceText;
  readonly #problems: Problem[] = [];

  constructor(source: SourceText) {
    this.#source = source;
  }

  get source(): SourceText {
    return this.#source;
  }

  /** At the value. */
  add(path: readonly Step[], message: string, hint: string): void {
    if (this.isFull) return;
    this.#problems.push(this.#source.problem(this.#source.at(path), message, hint));
  }

  /** At the key of the value. */
  addAtKey(path: readonly Step[], message: string, hint: string): void {
    if (this.isFull) return;
    const at = this.#source.at(path, { key: true });
    this.#problems.push(this.#source.problem(at, message, hint));
  }

  /** At one word of a text value. */
  addAtWord(path: readonly Step[], word: string, problem: { message: string; hint: string }): void {
    if (this.isFull) return;
    const at = this.#source.atWord(path, word);
    this.#problems.push(this.#source.problem(at, problem.message, problem.hint));
  }

  /** A name that must be one of a fixed list. */
  addUnless(
    known: readonly string[],
    path: readonly Step[],
    { name, message }: { readonly name: string; readonly message: string },
  ): void {
    if (!known.includes(name)) this.add(path, message, hintFor(name, known));
  }

  push(...problems: readonly Problem[]): void {
    this.#problems.push(...problems);
  }

  /** True when no more problems are accepted. */
  get isFull(): boolean {
    return this.#problems.length >= PROBLEMS_MAX;
  }

  get isEmpty(): boolean {
    return this.#problems.length === 0;
  }

  /** In the order of the file. */
  get inOrder(): readonly Problem[] {
    return [...this.#problems].sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  }
}

/** `did you mean slb?`, or the list of possible names. */
export function hintFor(word: string, known: readonly string[]): string {
  const meant = closest(word, known);
  if (meant !== undefined) return `did you mean ${meant}?`;
  if (known.length === 0) return 'there are none';
  if (known.length === 1) return `only ${known[0]}`;
  const shown = known.slice(0, 12).join(', ');
  return `one of ${shown}${known.length > 12 ? ` and ${known.length - 12} more` : ''}`;
}
