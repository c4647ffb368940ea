import {
  Composer,
  type CST,
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  visit,
} from 'yaml';
import type { Position, Problem } from '../../base/problem.ts';
import { withLiteralSecretsHidden } from './secrets.ts';
import { explainSyntaxError } from './syntax-errors.ts';

/** For some texts the time of `yaml` grows quadratically: 39 s for 379 KB (measured). */
const TEXT_BYTES_MAX = 256 * 1024;

/** The composer recurses per level: 12,000 brackets aborted the process (measured). */
const DEPTH_MAX = 64;

/** A broken file gets one error per line, not a screenful of follow-up errors. */
const SYNTAX_PROBLEMS_MAX = 10;

/** A step into a YAML document: a key or an index. */
export type Step = string | number;

/** The parsed text of a file, which can map a value back to its line. */
export class SourceText {
  readonly file: string;
  readonly document: Document;
  readonly #text: string;
  readonly #counter: LineCounter;
  readonly #lines: readonly string[];
  readonly #shownLines = new Map<number, string>();
  /** Values that are not from this text, and where they are from. */
  readonly #adopted = new Map<unknown, Position>();
  readonly #adoptedLines = new Map<string, string>();

  private constructor(file: string, text: string, counter: LineCounter, document: Document) {
    this.file = file;
    this.#text = text;
    this.#counter = counter;
    this.#lines = text.split(/\r?\n/);
    this.document = document;
  }

  /** Parses the text, or reports why it cannot. */
  static parse(
    file: string,
    text: string,
  ): { readonly source?: SourceText; readonly problems: readonly Problem[] } {
    const whole = { file, line: 1, column: 1 };
    if (text.length > TEXT_BYTES_MAX || Buffer.byteLength(text) > TEXT_BYTES_MAX) {
      const message = 'Cannot read a scenario of more than 256 KiB';
      return { problems: [{ at: whole, message, hint: 'move long texts to ${file:…}' }] };
    }
    const counter = new LineCounter();
    const tokens = [...new Parser(counter.addNewLine).parse(text)];
    if (depthOf(tokens) > DEPTH_MAX) {
      const message = `Cannot read a scenario that is nested more than ${DEPTH_MAX} levels deep`;
      return { problems: [{ at: whole, message, hint: 'a scenario needs about 6' }] };
    }
    const options = { version: '1.2', uniqueKeys: false, strict: true } as const;
    const [document, second] = [...new Composer(options).compose(tokens, true, text.length)];
    const source = new SourceText(file, text, counter, document!);
    const problems = source.#syntaxProblems();
    if (second !== undefined) {
      const at = source.#positionAt(second.range[0]);
      const hint = 'remove the line with three dashes';
      problems.push(
        source.problem(at, 'A scenario is a single YAML document: found a second one', hint),
      );
    }
    return { source, problems };
  }

  /** Makes a value from elsewhere part of the document: `at` is where it begins there, in a line of its own. */
  adopt(value: Node, { at, line }: { readonly at: Position; readonly line: string }): void {
    visit(value, {
      Node: (_key, node) => {
        const column = at.column + (offsetOf(node) ?? 0);
        this.#adopted.set(node, { ...at, column: Math.min(column, line.length + 1) });
      },
    });
    this.#adoptedLines.set(at.file, line);
  }

  /** The position of a value, or of its key; the position of the nearest enclosing value if it is missing. */
  at(path: readonly Step[], { key = false }: { readonly key?: boolean } = {}): Position {
    let node = this.#resolved(this.document.contents);
    let offset = offsetOf(node) ?? 0;
    for (const [index, step] of path.entries()) {
      const found = childOf(node, step) ?? this.#mergedChildOf(node, step);
      if (found === undefined) break;
      const adopted = this.#adopted.get(found.value);
      if (adopted !== undefined && index === path.length - 1) return adopted;
      const wantsKey = key && index === path.length - 1;
      offset = (wantsKey ? undefined : offsetOf(found.value)) ?? offsetOf(found.key) ?? offset;
      // An empty value is located after its key, which may be on another line.
      if (isScalar(found.value) && found.value.source === '')
        offset = offsetOf(found.key) ?? offset;
      node = this.#resolved(found.value);
    }
    return this.#positionAt(offset);
  }

  /** The position of a word in a text value; the position of the value if the word is not written literally. */
  atWord(path: readonly Step[], word: string): Position {
    let node = this.#resolved(this.document.contents);
    for (const step of path) node = this.#resolved(childOf(node, step)?.value);
    const adopted = this.#adopted.get(node);
    if (adopted !== undefined) return adopted;
    const range = isNode(node) ? node.range : undefined;
    const index = range ? this.#text.slice(range[0], range[1]).indexOf(word) : -1;
    return index < 0 || word === '' ? this.at(path) : this.#positionAt(range![0] + index);
  }

  /** The position of a node of the document. */
  atNode(node: unknown): Position {
    return this.#adopted.get(node) ?? this.#positionAt(offsetOf(node) ?? 0);
  }

  problem(at: Position, message: string, hint?: string): Problem {
    const sourceLine = this.#adoptedLines.get(at.file) ?? this.#shownLine(at.line);
    return {
      at,
      message,
      ...(hint !== undefined && { hint }),
      ...(sourceLine !== undefined && { sourceLine }),
    };
  }

  /** Hides secrets in each line once: a long one may have many problems. */
  #shownLine(number: number): string | undefined {
    const line = this.#lines[number - 1];
    if (line === undefined) return undefined;
    const shown = this.#shownLines.get(number) ?? withLiteralSecretsHidden(line);
    this.#shownLines.set(number, shown);
    return shown;
  }

  #resolved(node: unknown): unknown {
    if (isNode(node) && 'resolve' in node && typeof node.resolve === 'function')
      return node.resolve(this.document);
    return node;
  }

  /** A key that a map has through `<<`. */
  #mergedChildOf(node: unknown, step: Step): ReturnType<typeof childOf> {
    const merge = this.#resolved(childOf(node, '<<')?.value);
    const maps = isSeq(merge) ? merge.items : [merge];
    for (const map of maps) {
      const found = isMap(node) ? childOf(this.#resolved(map), step) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #positionAt(offset: number): Position {
    const { line, col } = this.#counter.linePos(offset);
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  #syntaxProblems(): Problem[] {
    const problems: Problem[] = [];
    for (const error of [...this.document.errors, ...this.document.warnings]) {
      const at = this.#positionAt(error.pos[0]);
      if (problems.some((earlier) => earlier.at.line === at.line)) continue;
      const { message, hint } = explainSyntaxError(error, this.#lines[at.line - 1] ?? '');
      problems.push(this.problem(at, message, hint));
      if (problems.length === SYNTAX_PROBLEMS_MAX) break;
    }
    return problems;
  }
}

/** The deepest nesting of collections. The parser's tokens are a tree that it builds without recursion. */
function depthOf(tokens: readonly CST.Token[]): number {
  let deepest = 0;
  const rest: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { token, depth } = next;
    deepest = Math.max(deepest, depth);
    if (token.type === 'document' && token.value) rest.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) rest.push({ token: key, depth: depth + 1 });
      if (value) rest.push({ token: value, depth: depth + 1 });
    }
  }
  return deepest;
}

function childOf(node: unknown, step: Step): { key: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
