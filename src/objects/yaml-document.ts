import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  visit,
} from 'yaml';
import type { Position, Problem } from '../base/problem.ts';
import { Field, type Locator, type Way } from './field.ts';
import { compactOffsets, type Offsets } from './yaml-offsets.ts';

/** Kubernetes objects stay far below; deeper nesting overflows the stack of the parser's second stage. */
const DEPTH_MAX = 64;

/** A document with more errors than this is not a manifest. */
const REPORTS_MAX = 50;

/** Guards against a few lines of aliases that expand to gigabytes. */
const ALIASES_MAX = 100;

/** The text of one document, and its position in the file. */
interface YamlText {
  readonly text: string;
  readonly file: string;
  /** Number of lines before it. */
  readonly linesBefore: number;
}

/** The result of reading, and the problems. An empty document has no root. */
interface YamlReading {
  readonly root?: Field;
  readonly problems: readonly Problem[];
  /** Duplicate keys in a map: the last one wins in kubectl, unless it validates strictly. */
  readonly duplicates: readonly Duplicate[];
}

export interface Duplicate {
  readonly key: string;
  readonly at: Position;
}

/** Reads one YAML document. Never throws, whatever the text. */
export function readYaml(source: YamlText): YamlReading {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(source.text)];
  const place = new Places(source, lines);
  const deep = tooDeep(tokens);
  if (deep !== undefined) {
    const message = `Cannot read this document: it nests more than ${DEPTH_MAX} levels deep`;
    return { problems: [{ at: place.at(deep), message }], duplicates: [] };
  }
  const [document] = new Composer({
    uniqueKeys: false,
    merge: true,
    logLevel: 'error',
    ...KUBERNETES,
  }).compose(tokens);
  if (document === undefined) return { problems: [], duplicates: [] };
  const template = templateIn(document, source.text);
  if (template !== undefined)
    return { problems: [{ at: place.at(template), ...TEMPLATE }], duplicates: [] };
  const errors = document.errors.slice(0, REPORTS_MAX).map(({ pos, message }) => ({
    at: place.at(pos[0]),
    message: `Cannot read this as YAML: ${firstLine(message)}`,
  }));
  return errors.length > 0 ? { problems: errors, duplicates: [] } : fieldOf(document, place);
}

function fieldOf(document: Document, place: Places): YamlReading {
  try {
    const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX });
    const offsets = compactOffsets(document, value);
    // Where every key is there once, the offsets are all that is needed of the document.
    const duplicates = offsets === undefined ? duplicatesIn(document, place) : [];
    if (value === null || value === undefined) return { problems: [], duplicates };
    const locator = new YamlLocator(offsets ?? new DocumentOffsets(document), place);
    return { root: new Field(value, { way: [], locator }), problems: [], duplicates };
  } catch (error) {
    const message = `Cannot read this document: ${firstLine(String(error))}`;
    return {
      problems: [{ at: place.at(0), message }],
      duplicates: duplicatesIn(document, place),
    };
  }
}

/**
 * kubectl reads yes, no, on and off as booleans (YAML 1.1), and everything else like YAML 1.2. So an
 * unquoted `on` is not a string, and the API server rejects it as the value of an annotation.
 */
const KUBERNETES = {
  customTags: (tags: readonly unknown[]) => [
    {
      tag: 'tag:yaml.org,2002:bool',
      default: true,
      test: /^(?:yes|Yes|YES|on|On|ON|no|No|NO|off|Off|OFF)$/,
      resolve: (text: string) => /^(?:y|on)/i.test(text),
    },
    ...(tags as never[]),
  ],
};

/**
 * The YAML document inside a string, such as the configuration file in a ConfigMap. In YAML it is a block
 * scalar, whose lines follow the line of its key; in JSON it has a single position.
 */
export function readInner(field: Field): Field | undefined {
  const { string: text, at, format } = field;
  if (text === undefined) return undefined;
  const { root } = readYaml({ text, file: at.file, linesBefore: at.line });
  if (format === 'yaml' || root === undefined) return root;
  const locator: Locator = { format, valueAt: () => at, keyAt: () => at };
  return new Field(root.value, { way: [], locator });
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '';
}

const TEMPLATE = {
  message: 'Cannot read this as a manifest: it is a template, whose values are not known',
  hint: 'render it first, as a Helm chart: helm template CHART | soak check -',
};

/** Values and functions that only Helm has. */
const HELM = /\{\{-?\s*(\.Values|\.Release|\.Chart|include\s|template\s)/;

/**
 * Where a template shows that it is one; undefined in a manifest. Unquoted, `{{ .Values.x }}` is a map whose key is a
 * map, which nobody writes; anything else in double braces keeps the text from being YAML.
 */
function templateIn({ errors, contents }: Document, text: string): number | undefined {
  const start = text.search(/\{\{[^{}]*\}\}/);
  if (start === -1) return undefined;
  if (errors.length > 0) return start;
  let found: number | undefined;
  visit(contents, {
    Pair(_key, { key }) {
      if (!isMap(key)) return undefined;
      found = key.range?.[0] ?? start;
      return visit.BREAK;
    },
    Scalar(_key, { value, range, type }) {
      // In quotes it is YAML; in a block it is the template of another program.
      if (typeof value !== 'string' || type?.startsWith('BLOCK') === true) return undefined;
      if (!HELM.test(value)) return undefined;
      found = range?.[0] ?? start;
      return visit.BREAK;
    },
  });
  return found;
}

/** The offset of the first token below the permitted depth. Uses its own stack. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const stack = [...tokens];
  const depths = tokens.map(() => 0);
  for (let token = stack.pop(); token !== undefined; token = stack.pop()) {
    const depth = depths.pop() ?? 0;
    if (depth > DEPTH_MAX) return offsetOf(token);
    const push = (child: CST.Token | null | undefined) => {
      if (!child) return;
      stack.push(child);
      depths.push(depth + 1);
    };
    if (token.type === 'document') push(token.value);
    else if ('items' in token) {
      for (const { key, value } of token.items) {
        push(key);
        push(value);
      }
    }
  }
  return undefined;
}

function offsetOf(token: CST.Token): number {
  return 'offset' in token ? token.offset : 0;
}

function duplicatesIn(document: Document, place: Places): readonly Duplicate[] {
  const found: Duplicate[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === '<<') continue;
        if (seen.has(key.value) && found.length < REPORTS_MAX)
          found.push({ key: String(key.value), at: place.at(key.range?.[0] ?? 0) });
        seen.add(key.value);
      }
    },
  });
  return found;
}

/** Offsets of one document to positions in its file. */
class Places {
  readonly #source: YamlText;
  readonly #lines: LineCounter;

  constructor(source: YamlText, lines: LineCounter) {
    this.#source = source;
    this.#lines = lines;
  }

  at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    const { file, linesBefore } = this.#source;
    return { file, line: Math.max(line, 1) + linesBefore, column: Math.max(col, 1) };
  }
}

class YamlLocator implements Locator {
  readonly format = 'yaml';
  readonly #offsets: Pick<DocumentOffsets, 'find'>;
  readonly #place: Places;

  constructor(offsets: Pick<DocumentOffsets, 'find'>, place: Places) {
    this.#offsets = offsets;
    this.#place = place;
  }

  valueAt(way: Way): Position {
    return this.#place.at(this.#offsets.find(way).value);
  }

  keyAt(way: Way): Position {
    return this.#place.at(this.#offsets.find(way).key);
  }
}

/** Offsets in a document whose anchors and repeated keys have to be followed. */
class DocumentOffsets {
  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
  }

  find(way: Way): Offsets {
    let node = this.#resolve(this.#document.contents);
    let place = { key: startOf(node, 0), value: startOf(node, 0) };
    for (const step of way) {
      const pair = isMap(node) ? node.items.findLast((item) => hasKey(item, step)) : undefined;
      const element = isSeq(node) && typeof step === 'number' ? node.items[step] : undefined;
      const next = pair === undefined ? element : pair.value;
      if (pair === undefined && element === undefined) return place;
      const key = pair === undefined ? startOf(next, place.value) : startOf(pair.key, place.value);
      place = { key, value: startOf(next, key) };
      node = this.#resolve(next);
    }
    return place;
  }

  #resolve(node: unknown): Node | undefined {
    if (isAlias(node)) return node.resolve(this.#document);
    return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
  }
}

function hasKey(pair: Pair, step: string | number): boolean {
  return isScalar(pair.key) && String(pair.key.value) === String(step);
}

/** A null value has no position; the position of its key is used instead. */
function startOf(node: unknown, otherwise: number): number {
  if (!isMap(node) && !isSeq(node) && !isScalar(node) && !isAlias(node)) return otherwise;
  return node.range?.[0] ?? otherwise;
}
