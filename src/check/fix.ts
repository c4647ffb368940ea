import type { Field } from '../objects/field.ts';
import type { Sources } from './sources.ts';

/** How to put it right. */
export interface Fix {
  /** In words. */
  readonly advice: string;
  /** Changes to the files that were read; empty when they cannot be made mechanically. */
  readonly edits: readonly Edit[];
  /** Lines for an object that is not in these files. */
  readonly snippet?: Snippet;
}

interface Snippet {
  /** `data of the controller's ConfigMap`. */
  readonly where: string;
  readonly lines: readonly string[];
}

/** Lines `line` to `line + removed.length - 1` become `added`; when nothing is removed, they go before `line`. */
export interface Edit {
  readonly file: string;
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Longer lines are generated, and nobody would read a change to one. */
const LINE_LENGTH_MAX = 2_000;

/** A fix in words only. */
export function advise(advice: string, snippet?: Snippet): Fix {
  return { advice, edits: [], ...(snippet === undefined ? {} : { snippet }) };
}

/** Renames a key and keeps its value. */
export function renameKey(
  sources: Sources,
  { field, from, to }: { field: Field; from: string; to: string },
): readonly Edit[] {
  const { file, line, column } = field.keyAt;
  const old = lineOf(sources, { file, line });
  if (field.format === 'json' || old === undefined) return [];
  const start = old.indexOf(from, column - 1);
  if (start === -1 || start > column) return [];
  const added = old.slice(0, start) + to + old.slice(start + from.length);
  return [{ file, line, removed: [old], added: [added] }];
}

/** Replaces the scalar value of a key. `raw` is YAML, quoted where necessary. */
export function replaceValue(
  sources: Sources,
  { field, raw }: { field: Field; raw: string },
): readonly Edit[] {
  const { file, line, column } = field.at;
  const old = lineOf(sources, { file, line });
  if (field.format === 'json' || old === undefined) return [];
  const before = old.slice(0, column - 1);
  const isFlow = /[{[]/.test(before);
  const scalar = (isFlow ? FLOW_SCALAR : BLOCK_SCALAR).exec(old.slice(column - 1))?.[0];
  if (scalar === undefined || /^[|>&*!]/.test(scalar)) return [];
  const added = before + raw + old.slice(column - 1 + scalar.length);
  return [{ file, line, removed: [old], added: [added] }];
}

const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/;
const BLOCK_SCALAR = new RegExp(`^(?:${QUOTED.source}|[^\\s#].*?(?=\\s+#|\\s*$))`);
const FLOW_SCALAR = new RegExp(
  `^(?:${QUOTED.source}|[^\\s#,\\]}][^,\\]}]*?(?=\\s*[,\\]}]|\\s+#|\\s*$))`,
);

/** Inserts lines before the first key of a map, as its siblings. None when the map is empty or in braces. */
export function insertInto(
  sources: Sources,
  { map, lines }: { map: Field; lines: readonly string[] },
): readonly Edit[] {
  const first = map.entries()[0]?.[1];
  return first === undefined ? [] : insertBefore(sources, { field: first, lines });
}

/** Inserts lines before a key, as its siblings. */
export function insertBefore(
  sources: Sources,
  { field, lines }: { field: Field; lines: readonly string[] },
): readonly Edit[] {
  const { file, line, column } = field.keyAt;
  const old = lineOf(sources, { file, line });
  const indent = old?.slice(0, column - 1);
  if (field.format === 'json' || indent === undefined || !/^\s*$/.test(indent)) return [];
  return [{ file, line, removed: [], added: lines.map((text) => indent + text) }];
}

/** Removes a key and its value. None when they share a line with others or span several lines. */
export function deleteKey(sources: Sources, field: Field): readonly Edit[] {
  const { file, line, column } = field.keyAt;
  const old = lineOf(sources, { file, line });
  const isAlone = old !== undefined && /^\s*$/.test(old.slice(0, column - 1));
  if (field.format === 'json' || !isAlone || field.at.line !== line) return [];
  if (/^[|>]/.test(old.slice(field.at.column - 1))) return [];
  return [{ file, line, removed: [old], added: [] }];
}

function lineOf(
  sources: Sources,
  { file, line }: { file: string; line: number },
): string | undefined {
  const text = sources.line(file, line);
  return text === undefined || text.length > LINE_LENGTH_MAX ? undefined : text;
}

/** A unified diff without context lines, for `patch` and `git apply --unidiff-zero`. */
export function printDiff(edits: readonly Edit[]): string {
  const files = [...new Set(edits.map(({ file }) => file))];
  return files.map((file) => fileDiff(file, edits)).join('');
}

function fileDiff(file: string, edits: readonly Edit[]): string {
  const own = edits.filter((edit) => edit.file === file).sort(downwards);
  let shift = 0;
  const hunks = own.map(({ line, removed, added }) => {
    // A hunk that only adds (or only removes) names the line before it, on the side that is empty.
    const from = removed.length === 0 ? line - 1 : line;
    const to = (added.length === 0 ? line - 1 : line) + shift;
    shift += added.length - removed.length;
    const head = `@@ -${from},${removed.length} +${to},${added.length} @@`;
    return [head, ...removed.map((text) => `-${text}`), ...added.map((text) => `+${text}`)].join(
      '\n',
    );
  });
  return `--- ${file}\n+++ ${file}\n${hunks.join('\n')}\n`;
}

/** Insertions before a line sort before the change to that line. */
function downwards(a: Edit, b: Edit): number {
  return a.line - b.line || a.removed.length - b.removed.length;
}
