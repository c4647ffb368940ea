import { closest } from '../../base/closest.ts';

interface Typed {
  readonly argv: readonly string[];
  /** Options that may be given here, without dashes. */
  readonly options: readonly string[];
}

/** The parser's words for a mistake are about the parser; these are about what was typed and what would be right. */
export function usageWords(message: string, { argv, options }: Typed): string {
  const help = `soak ${argv[0]} --help`;
  if (message.startsWith('Not enough non-option arguments'))
    return `a required argument is missing (see ${help})`;
  const [, valueless] = /^Not enough arguments following: (.+)$/.exec(message) ?? [];
  if (valueless !== undefined) return `Cannot read --${valueless} without a value (see ${help})`;
  const [, missing] = /^Missing required arguments?: (.+)$/.exec(message) ?? [];
  if (missing !== undefined)
    return `missing ${missing.split(', ').map(dashed).join(' and ')} (see ${help})`;
  const [, unknown] = /^Unknown arguments?: (.+)$/.exec(message) ?? [];
  if (unknown === undefined) return message;
  const found = argv.find((word) => isUnknown(word, unknown.split(', ')));
  const typed = found?.replace(/=.*/s, '');
  if (typed === undefined) return `Unexpected argument "${unknown}" (see ${help})`;
  const meant = closest(typed, options);
  return meant === undefined
    ? `Unknown option ${typed} (${help} lists the options)`
    : `Unknown option ${typed}: did you mean --${meant}?`;
}

function isUnknown(word: string, unknown: readonly string[]): boolean {
  const [, dashes, name = ''] = /^(--?)([^=]+)/.exec(word) ?? [];
  if (dashes === undefined) return false;
  // The parser takes `-3s` for the options 3 and s.
  return dashes === '--' ? unknown.includes(name) : unknown.includes(name[0] ?? '');
}

function dashed(name: string): string {
  return `--${name}`;
}
