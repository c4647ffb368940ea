import stringWidth from 'string-width';

/** Columns that a terminal needs for it: 2 for CJK and emoji, 0 for combining marks. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Filled with spaces on the right up to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Filled with spaces on the left up to `width` columns. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

const SEGMENTER = new Intl.Segmenter();

/** At most `width` columns, with `…` where something was cut off. */
export function truncate(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width < 1) return '';
  return `${takeColumns(text, width - 1)}…`;
}

/** The first characters that fit into `width` columns. */
export function takeColumns(text: string, width: number): string {
  let taken = '';
  let columns = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    columns += widthOf(segment);
    if (columns > width) break;
    taken += segment;
  }
  return taken;
}

/** Lines of at most `width` columns, broken at spaces; longer words are cut. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, Math.max(1, width)));
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(/ +/).flatMap((long) => cut(long, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
    } else {
      if (line !== '') lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** In one pass: measuring the rest again for each line would take quadratic time. */
function cut(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let columns = 0;
  for (const { segment } of SEGMENTER.segment(word)) {
    const segmentColumns = widthOf(segment);
    // One character may be wider than the line: it is taken anyway, so that this terminates.
    if (columns + segmentColumns > width && piece !== '') {
      pieces.push(piece);
      piece = '';
      columns = 0;
    }
    piece += segment;
    columns += segmentColumns;
  }
  return [...pieces, piece];
}

/** How one column of a table is laid out. */
interface Column {
  readonly align?: 'left' | 'right';
  /** Cells are truncated to this many columns. */
  readonly widthMax?: number;
}

/** Rows as lines with aligned columns, two spaces apart, without trailing spaces. */
export function table(
  rows: readonly (readonly string[])[],
  columns: readonly Column[] = [],
): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const cells = rows.map((row) =>
    Array.from({ length: count }, (_, index) => {
      const cell = row[index] ?? '';
      const widthMax = columns[index]?.widthMax;
      return widthMax === undefined ? cell : truncate(cell, widthMax);
    }),
  );
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(...cells.map((row) => widthOf(row[index]!))),
  );
  return cells.map((row) =>
    row
      .map((cell, index) =>
        columns[index]?.align === 'right'
          ? padStart(cell, widths[index]!)
          : padEnd(cell, widths[index]!),
      )
      .join('  ')
      .trimEnd(),
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences are what it looks for
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.?)/gsu;
const INVISIBLE = /[\p{Control}\p{Format}\p{Default_Ignorable_Code_Point}]/gu;
const SPACES = /[\s\u2028\u2029]+/gu;
const MARKS = /(\p{Mark}{3})\p{Mark}+/gu;
const LONE_SURROGATES = /\p{Surrogate}/gu;

/**
 * Text from outside, safe to print: one line, without terminal sequences, control, format, bidi and
 * invisible characters or towers of combining marks, and at most `max` characters long.
 */
export function sanitize(text: string, max: number): string {
  // Cut first, so that the work is bounded; the factor 16 leaves room for what is stripped.
  const clean = text
    .slice(0, max * 16)
    .replace(LONE_SURROGATES, '\ufffd')
    .replace(ESCAPES, '')
    .replace(SPACES, ' ')
    .replace(INVISIBLE, '')
    .replace(MARKS, '$1')
    .trim();
  const characters = [...clean];
  if (characters.length <= max && text.length <= max * 16) return clean;
  return `${characters.slice(0, max - 1).join('')}…`;
}
