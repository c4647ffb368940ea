import type { ErrorCode, YAMLError } from 'yaml';

const HINTS: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'use the same indentation, in spaces, for lines that belong together',
  BAD_ALIAS: 'a * at the start of a text needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a text with a colon and a space needs quotes',
  MISSING_CHAR: 'close every quote and bracket',
  MULTILINE_IMPLICIT_KEY: 'write key: value, with a space after the colon',
  BAD_COLLECTION_TYPE: 'lists start with "- ", maps are key: value',
  TAG_RESOLVE_FAILED: 'a ! at the start of a text needs quotes',
  UNEXPECTED_TOKEN: 'put quotes around a text with special characters',
  BAD_SCALAR_START: 'put quotes around a text that starts with a special character',
  BAD_DQ_ESCAPE: 'write \\\\ for a backslash, or use single quotes',
  MULTIPLE_DOCS: 'put one scenario in a file',
};

/** What an error of the YAML parser means for the author of the line. */
export function explainSyntaxError(
  { code, message }: YAMLError,
  line: string,
): { readonly message: string; readonly hint: string } {
  const firstLine = message.split('\n', 1)[0]!.replace(/:?( at line \d.*)?$/, '');
  const isBareReference = /[{[,].*(?<!["'][^"']*)\$\{/.test(line.slice(0, 500));
  const hint = isBareReference
    ? 'between { } and [ ], put a text with ${…} in quotes'
    : (HINTS[code] ?? 'soak init writes a scenario to start from');
  return { message: `Cannot read this as YAML: ${decapitalized(firstLine)}`, hint };
}

function decapitalized(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}
