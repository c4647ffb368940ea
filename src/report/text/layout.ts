import { padEnd, wrap } from '../../base/text.ts';

/** Columns of the final screen: the minimum of a terminal. */
export const COLUMNS = 80;

/** A label and its text, wrapped and indented next to it. */
export function labelled(
  label: string,
  text: string,
  { indent = 5, labelWidth = 8 } = {},
): string[] {
  const start = indent + labelWidth;
  return wrap(text, COLUMNS - start).map(
    (line, index) => ' '.repeat(indent) + padEnd(index === 0 ? label : '', labelWidth) + line,
  );
}
