import stringWidth from 'string-width';

/** Columns of a final screen: what a terminal has at least. */
export const COLUMNS = 80;

/** Pads to a width in terminal columns; a CJK character takes two. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

export function paddedLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - stringWidth(text))) + text;
}

/** At most so many columns; what is cut off shows as `…`. */
export function truncated(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (stringWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Breaks words into lines of at most `width` columns; a longer word is cut. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (stringWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = truncated(word, width);
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** A label and its text, the text wrapped and set in beside it. */
export function labelled(
  label: string,
  text: string,
  { indent = 5, labelWidth = 8 } = {},
): string[] {
  const start = indent + labelWidth;
  return wrapped(text, COLUMNS - start).map(
    (line, index) => ' '.repeat(indent) + padded(index === 0 ? label : '', labelWidth) + line,
  );
}
