import type { Edit } from '../check/fix.ts';

/** The text with the edits made. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const lines = text.split('\n');
  for (const { line, removed, added } of [...edits].sort(downwards).reverse())
    lines.splice(line - 1, removed.length, ...added);
  return lines.join('\n');
}

/** Lines that are put before a line come before the change of that line. */
function downwards(a: Edit, b: Edit): number {
  return a.line - b.line || a.removed.length - b.removed.length;
}
