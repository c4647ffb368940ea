import type { Edit } from '../fix.ts';

/** A line that is the `origin`-th of the text as it was read, or one that was put in. */
interface Line {
  readonly text: string;
  /** Counts from 1; absent for a line that was put in. */
  readonly origin?: number;
}

/** Lines of context in a diff, as `patch` likes them. */
const CONTEXT = 3;

/** A text and the edits made to it so far: every line knows where it comes from, so the difference is known at any time. */
export class EditedText {
  readonly #original: readonly string[];
  readonly #lines: readonly Line[];
  /** A line break is behind the last line. */
  readonly #isEnded: boolean;

  private constructor(
    lines: readonly Line[],
    { original, isEnded }: { original: readonly string[]; isEnded: boolean },
  ) {
    this.#original = original;
    this.#lines = lines;
    this.#isEnded = isEnded;
  }

  static of(text: string): EditedText {
    const isEnded = text.endsWith('\n');
    const original = text.replace(/\n$/, '').split('\n');
    const lines = original.map((line, index) => ({ text: line, origin: index + 1 }));
    return new EditedText(lines, { original, isEnded });
  }

  get text(): string {
    return this.#lines.map(({ text }) => text).join('\n') + (this.#isEnded ? '\n' : '');
  }

  get isChanged(): boolean {
    return this.#lines.length !== this.#original.length || this.#lines.some(isNew);
  }

  /** The edits that touch no line of an earlier one are made; the others have to be asked for again. */
  with(edits: readonly Edit[]): EditedText {
    const apart = apartFrom([...edits].sort(downwards));
    const lines = [...this.#lines];
    // From the bottom up, so that the line numbers of the rest stay right.
    for (const { line, removed, added } of apart.toReversed()) {
      if (removed.some((text, index) => withoutReturn(lines[line - 1 + index]?.text) !== text))
        continue;
      const ending = lines[line - 1]?.text.endsWith('\r') === true ? '\r' : '';
      const put = added.map((text): Line => ({ text: text + ending }));
      lines.splice(line - 1, removed.length, ...put);
    }
    return new EditedText(lines, { original: this.#original, isEnded: this.#isEnded });
  }

  /** A unified diff against the text as it was read; empty when nothing has changed. */
  diff(file: string): string {
    const hunks = hunksOf(this.#rows());
    if (hunks.length === 0) return '';
    return `--- ${file}\n+++ ${file}\n${hunks.map(printHunk).join('')}`;
  }

  /** Kept, removed and added lines, in the order of a diff. */
  #rows(): readonly Row[] {
    const rows: Row[] = [];
    let next = 1;
    const removeTo = (end: number) => {
      for (; next < end; next += 1) rows.push({ sign: '-', text: this.#original[next - 1]! });
    };
    for (const { text, origin } of this.#lines) {
      if (origin === undefined) rows.push({ sign: '+', text });
      else {
        removeTo(origin);
        rows.push({ sign: ' ', text });
        next = origin + 1;
      }
    }
    removeTo(this.#original.length + 1);
    const sorted = removalsFirst(rows);
    return this.#isEnded ? sorted : withEnds(sorted);
  }
}

interface Row {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Where there is no line break at the end of the text, a diff has to say so, on both sides. */
function withEnds(rows: readonly Row[]): readonly Row[] {
  const ends = new Set(['-', '+'].map((other) => rows.findLastIndex(({ sign }) => sign !== other)));
  return rows.map((row, index) =>
    ends.has(index) ? { ...row, text: `${row.text}\n\\ No newline at end of file` } : row,
  );
}

function isNew({ origin }: Line): boolean {
  return origin === undefined;
}

function withoutReturn(text: string | undefined): string | undefined {
  return text?.replace(/\r$/, '');
}

/** Insertions before a line come before the change of that line. */
function downwards(a: Edit, b: Edit): number {
  return a.line - b.line || a.removed.length - b.removed.length;
}

/** Each edit once, and of two that touch the same lines the first. */
function apartFrom(sorted: readonly Edit[]): readonly Edit[] {
  const made: Edit[] = [];
  let free = 1;
  for (const edit of sorted) {
    if (edit.line < free || made.some((other) => isSame(other, edit))) continue;
    made.push(edit);
    free = edit.line + edit.removed.length;
  }
  return made;
}

function isSame(a: Edit, b: Edit): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Within a change, what is removed is printed before what is added. */
function removalsFirst(rows: readonly Row[]): readonly Row[] {
  const sorted: Row[] = [];
  let changed: Row[] = [];
  const flush = () => {
    sorted.push(...changed.filter(({ sign }) => sign === '-'));
    sorted.push(...changed.filter(({ sign }) => sign === '+'));
    changed = [];
  };
  for (const row of rows) {
    if (row.sign !== ' ') changed.push(row);
    else {
      flush();
      sorted.push(row);
    }
  }
  flush();
  return sorted;
}

interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly rows: readonly Row[];
}

/** Changes that are closer together than their context share a hunk. */
function hunksOf(rows: readonly Row[]): readonly Hunk[] {
  const shown = rows.map((_, index) =>
    rows.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  );
  const hunks: { oldStart: number; newStart: number; rows: Row[] }[] = [];
  let [oldLine, newLine] = [1, 1];
  for (const [index, row] of rows.entries()) {
    if (shown[index] === true) {
      if (index === 0 || shown[index - 1] === false)
        hunks.push({ oldStart: oldLine, newStart: newLine, rows: [] });
      hunks.at(-1)?.rows.push(row);
    }
    if (row.sign !== '+') oldLine += 1;
    if (row.sign !== '-') newLine += 1;
  }
  return hunks;
}

function printHunk({ oldStart, newStart, rows }: Hunk): string {
  const oldCount = rows.filter(({ sign }) => sign !== '+').length;
  const newCount = rows.filter(({ sign }) => sign !== '-').length;
  // A side without lines names the line before.
  const [from, to] = [oldStart - (oldCount === 0 ? 1 : 0), newStart - (newCount === 0 ? 1 : 0)];
  const lines = rows.map(({ sign, text }) => `${sign}${text}\n`).join('');
  return `@@ -${from},${oldCount} +${to},${newCount} @@\n${lines}`;
}
