import type { Document, ParsedNode } from 'yaml';
import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type { Position, Problem } from '../base/problem.ts';

/** `yaml` compares all keys of a map with each other, and one file of 379 KB took 39 s (measured). */
const TEXT_BYTES_MAX = 256 * 1024;

/** Deeper nesting can abort the process inside the parser: 12,000 brackets did (measured). */
const DEPTH_MAX = 64;

const ALIASES_MAX = 20;

/** A step into a YAML document: a key or an index. */
export type Step = string | number;

/** The text of a file, parsed, with the way back from a value to its line. */
export class SourceText {
  readonly #file: string;
  readonly #text: string;
  readonly #lines: LineCounter;
  readonly #document: Document.Parsed<ParsedNode>;

  private constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
    this.#lines = new LineCounter();
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      version: '1.2',
      uniqueKeys: false,
      prettyErrors: false,
      strict: true,
    });
  }

  /** Parses, or says what stands in the way. */
  static parse(
    file: string,
    text: string,
  ):
    | { readonly source: SourceText; readonly problems: readonly Problem[] }
    | { readonly problems: readonly Problem[] } {
    const whole = { file, line: 0, column: 0 };
    if (new TextEncoder().encode(text).length > TEXT_BYTES_MAX) {
      const hint = 'a scenario has at most 256 KiB';
      return { problems: [{ at: whole, message: `Cannot read ${file}: it is too large`, hint }] };
    }
    if (nestingOf(text) > DEPTH_MAX) {
      const hint = `at most ${DEPTH_MAX} levels`;
      return {
        problems: [{ at: whole, message: `Cannot read ${file}: it is nested too deeply`, hint }],
      };
    }
    const source = new SourceText(file, text);
    return { source, problems: [...source.#syntaxProblems(), ...source.#duplicateProblems()] };
  }

  /** The document as plain values. Throws when its aliases unfold without end. */
  toValue(): unknown {
    return this.#document.toJS({ maxAliasCount: ALIASES_MAX });
  }

  /** Where a value stands; where its parent stands when it is missing. */
  at(path: readonly Step[], { key = false }: { key?: boolean } = {}): Position {
    let node: unknown = this.#document.contents;
    let offset = offsetOf(node) ?? 0;
    for (const [index, step] of path.entries()) {
      const isLast = index === path.length - 1;
      const found = childOf(node, step);
      if (found === undefined) break;
      offset = offsetOf(isLast && key ? found.key : found.value) ?? offsetOf(found.key) ?? offset;
      node = found.value;
    }
    return this.#positionAt(offset);
  }

  problem(at: Position, message: string, hint?: string): Problem {
    const sourceLine = this.#text.split('\n')[at.line - 1]?.slice(0, 200);
    return {
      at,
      message,
      ...(hint !== undefined && { hint }),
      ...(sourceLine !== undefined && { sourceLine }),
    };
  }

  #positionAt(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  #syntaxProblems(): Problem[] {
    return this.#document.errors.map(({ message, pos }) => {
      const short = message.split('\n')[0]!.replace(/ at line \d+.*$/, '');
      return this.problem(this.#positionAt(pos[0]), `Cannot read this as YAML: ${short}`);
    });
  }

  #duplicateProblems(): Problem[] {
    const problems: Problem[] = [];
    const visit = (node: unknown): void => {
      if (isSeq(node)) for (const item of node.items) visit(item);
      if (!isMap(node)) return;
      const seen = new Set<string>();
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : '';
        if (seen.has(name)) {
          const at = this.#positionAt(offsetOf(key) ?? 0);
          problems.push(this.problem(at, `"${name}" is written twice`, 'keep one of them'));
        }
        seen.add(name);
        visit(value);
      }
    };
    visit(this.#document.contents);
    return problems;
  }
}

function childOf(node: unknown, step: Step): { key: unknown; value: unknown } | undefined {
  if (isSeq(node) && typeof step === 'number')
    return { key: node.items[step], value: node.items[step] };
  if (!isMap(node)) return undefined;
  const pair = node.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
  );
  return pair === undefined ? undefined : { key: pair.key, value: pair.value ?? pair.key };
}

function offsetOf(node: unknown): number | undefined {
  if (isAlias(node) || isScalar(node) || isMap(node) || isSeq(node))
    return (node as Node).range?.[0];
  return undefined;
}

/** The deepest nesting of brackets or of indentation, without parsing. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  for (const line of text.split('\n')) {
    const dashes = /^[ \t]*((?:- ?)*)/.exec(line)!;
    const indent = line.length - line.trimStart().length;
    deepest = Math.max(deepest, Math.ceil(indent / 2), dashes[1]!.replaceAll(' ', '').length);
  }
  return deepest;
}
