import type { Position, Problem } from '../base/problem.ts';
import type { Field } from './field.ts';
import { readJson } from './json-document.ts';
import { groupOf, isKnownKind, isKnownName, type KnownKinds } from './known-kinds.ts';
import type { ManifestObject, Note } from './object.ts';
import { isPolicyLike, isWayLike, type StrangeKind, Strangers } from './stranger.ts';
import { type Duplicate, readYaml } from './yaml-document.ts';

/** `kubectl get all -A -o json` of a large cluster has some 50 MB. */
const FILE_BYTES_MAX = 128 * 1024 * 1024;

/** The API server accepts 1.5 MiB per object; YAML is parsed at about 1.5 MB/s, so this also bounds the time. */
const YAML_DOCUMENT_BYTES_MAX = 4 * 1024 * 1024;

/** A List in a list in a list: nobody writes that, but a text of 100,000 brackets contains it. */
const ENVELOPES_MAX = 3;

/** The objects in manifests, and the problems in reading them. */
export interface Manifests {
  /** How many texts. */
  readonly files: number;
  readonly objects: readonly ManifestObject[];
  readonly notes: readonly Note[];
  readonly problems: readonly Problem[];
  readonly duplicates: readonly Duplicate[];
  /** Kinds of objects that soak does not read. */
  readonly strangers: readonly StrangeKind[];
}

/** Reads a text of manifests: YAML of one or many documents, JSON, Lists. Never throws, whatever the text. */
export function readObjects(
  text: string,
  { file, known }: { file: string; known: KnownKinds },
): Manifests {
  const reader = new Reader(file, known);
  if (text.length > FILE_BYTES_MAX)
    reader.problem(1, `Cannot read ${text.length} bytes, at most ${FILE_BYTES_MAX}`);
  else if (looksLikeJson(text)) reader.readJsonText(text);
  else for (const document of splitDocuments(text)) reader.readYamlText(document);
  return reader.result();
}

interface DocumentText {
  readonly text: string;
  readonly linesBefore: number;
}

/** A line of `---` ends a document anywhere, even inside a block scalar (YAML 1.2, 9.1.2). */
function splitDocuments(text: string): readonly DocumentText[] {
  const documents: DocumentText[] = [];
  let start = 0;
  let linesBefore = 0;
  for (const match of text.matchAll(/^---(?=[ \t\r\n]|$)/gm)) {
    const before = text.slice(start, match.index);
    if (!isEmpty(before)) documents.push({ text: before, linesBefore });
    linesBefore += before.split('\n').length - 1;
    start = match.index;
  }
  const last = text.slice(start);
  if (!isEmpty(last)) documents.push({ text: last, linesBefore });
  return documents;
}

function isEmpty(text: string): boolean {
  return text.trim() === '' || text.trim() === '---';
}

function looksLikeJson(text: string): boolean {
  return /^\uFEFF?\s*[{[]/.test(text.slice(0, 1000));
}

interface Sniffed {
  readonly kind: string;
  readonly apiVersion: string;
  /** Of the line with the kind. */
  readonly linesBefore: number;
}

/** The kind of a document without parsing it, if it is written in the usual way. */
function sniff(text: string): Sniffed | undefined {
  const match = /^kind:[ \t]+["']?([A-Za-z0-9]+)["']?[ \t]*(?:#.*)?\r?$/m.exec(text);
  const apiVersion = /^apiVersion:[ \t]+["']?([\w./-]+)["']?[ \t]*(?:#.*)?\r?$/m.exec(text)?.[1];
  if (match?.[1] === undefined || apiVersion === undefined) return undefined;
  const linesBefore = text.slice(0, match.index).split('\n').length - 1;
  return { kind: match[1], apiVersion, linesBefore };
}

/** A List of a kind, such as ServiceList, is an envelope too. */
function isEnvelope(root: Field): boolean {
  return (
    root.get('kind').string?.endsWith('List') === true && Array.isArray(root.get('items').value)
  );
}

class Reader {
  readonly #file: string;
  readonly #known: KnownKinds;
  readonly #objects: ManifestObject[] = [];
  readonly #notes: Note[] = [];
  readonly #problems: Problem[] = [];
  readonly #duplicates: Duplicate[] = [];
  readonly #strangers = new Strangers();

  constructor(file: string, known: KnownKinds) {
    this.#file = file;
    this.#known = known;
  }

  readJsonText(text: string): void {
    try {
      this.#take(readJson(text.replace(/^\uFEFF/, ''), this.#file), 0);
    } catch (error) {
      // YAML's flow style also starts with a brace.
      if (text.length <= YAML_DOCUMENT_BYTES_MAX) this.readYamlText({ text, linesBefore: 0 });
      else this.problem(1, `Cannot read this as JSON: ${String(error)}`);
    }
  }

  readYamlText({ text, linesBefore }: DocumentText): void {
    const seen = sniff(text);
    if (seen !== undefined && !this.#isWorthReading(seen))
      this.#strangers.count(
        seen.kind,
        seen.apiVersion,
        this.#line(linesBefore + seen.linesBefore + 1),
      );
    else if (text.length > YAML_DOCUMENT_BYTES_MAX) this.#refuse(text, linesBefore);
    else {
      const { root, problems, duplicates } = readYaml({ text, file: this.#file, linesBefore });
      this.#problems.push(...problems);
      this.#duplicates.push(...duplicates);
      if (root !== undefined) this.#take(root, 0);
    }
  }

  problem(line: number, message: string, hint?: string): void {
    this.#problems.push({ at: this.#line(line), message, ...(hint === undefined ? {} : { hint }) });
  }

  result(): Manifests {
    return {
      files: 1,
      objects: this.#objects,
      notes: this.#notes,
      problems: this.#problems,
      duplicates: this.#duplicates,
      strangers: this.#strangers.all,
    };
  }

  /** What soak reads no kind of is not parsed, unless its name says that it may be a way. */
  #isWorthReading({ kind, apiVersion }: Sniffed): boolean {
    return (
      isKnownName(this.#known, kind) ||
      isWayLike({ kind, group: groupOf(apiVersion) }) ||
      isPolicyLike(kind)
    );
  }

  #refuse(text: string, linesBefore: number): void {
    this.problem(
      linesBefore + 1,
      `Cannot read a YAML document of ${text.length} bytes, at most ${YAML_DOCUMENT_BYTES_MAX}`,
      'kubectl get -o json can be of any size',
    );
  }

  #take(root: Field, depth: number): void {
    const kind = root.get('kind').string;
    const apiVersion = root.get('apiVersion').string;
    const list = isEnvelope(root) ? root.get('items') : root;
    if (Array.isArray(list.value) && depth < ENVELOPES_MAX) {
      for (const item of list.items()) this.#take(item, depth + 1);
    } else if (kind === undefined || apiVersion === undefined) this.#takeStranger(root);
    else if (isKnownKind(this.#known, { kind, apiVersion }))
      this.#takeObject(root, { kind, apiVersion });
    else {
      this.#strangers.take(root, { kind, apiVersion });
      // What it says is not read, but what it is attached to has values that are not known.
      if (isPolicyLike(kind)) this.#takeObject(root, { kind, apiVersion, isUnread: true });
    }
  }

  #takeObject(
    root: Field,
    { kind, apiVersion, isUnread }: Pick<ManifestObject, 'kind' | 'apiVersion' | 'isUnread'>,
  ): void {
    const metadata = root.get('metadata');
    this.#objects.push({
      kind,
      apiVersion,
      namespace: metadata.get('namespace').text ?? 'default',
      name: metadata.get('name').text ?? metadata.get('generateName').text ?? '(no name)',
      root,
      at: root.at,
      ...(isUnread === true && { isUnread }),
    });
  }

  #takeStranger(root: Field): void {
    const { value, at } = root;
    if (typeof value !== 'object') {
      this.problem(
        at.line,
        `Cannot read this as a Kubernetes object: it is only ${JSON.stringify(value)?.slice(0, 40)}`,
      );
    } else if (root.get('soak').exists) {
      this.#notes.push({ at, message: 'skipped a soak scenario: pass it with --scenario' });
    } else {
      this.#notes.push({
        at,
        message: 'skipped a document without kind and apiVersion: it is not a Kubernetes object',
      });
    }
  }

  #line(line: number): Position {
    return { file: this.#file, line, column: 1 };
  }
}
