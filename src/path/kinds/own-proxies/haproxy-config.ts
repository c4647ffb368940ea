import { haproxyTimeMs } from '../../../objects/durations.ts';

/** A section of haproxy.cfg with what it says itself. */
export interface HaproxySection {
  readonly kind: string;
  readonly name: string;
  /** The defaults that hold for it. */
  readonly defaults: HaproxySection | undefined;
  readonly lines: readonly HaproxyLine[];
}

interface HaproxyLine {
  readonly words: readonly string[];
  /** From 0, within the text. */
  readonly line: number;
}

/** No real configuration is longer. */
const LINES_MAX = 20_000;

const SECTION =
  /^(global|defaults|frontend|backend|listen|resolvers|peers|userlist|cache|program|ring|http-errors|fcgi-app|mailers|crt-store|traces|log-forward)$/;

/** Reads haproxy.cfg. Never throws: a line that means nothing is a line without a meaning. */
export function haproxySections(text: string): readonly HaproxySection[] {
  const sections: (HaproxySection & { readonly lines: HaproxyLine[] })[] = [];
  let defaults: HaproxySection | undefined;
  for (const [line, raw] of text.split('\n', LINES_MAX).entries()) {
    const words = wordsOf(raw);
    const [kind = '', name = ''] = words;
    if (words.length === 0) continue;
    if (!SECTION.test(kind)) {
      sections.at(-1)?.lines.push({ words, line });
      continue;
    }
    const from = words.indexOf('from');
    const named = from === -1 ? undefined : words[from + 1];
    const base =
      named === undefined
        ? defaults
        : sections.find((one) => one.kind === 'defaults' && one.name === named);
    const section = {
      kind,
      name,
      defaults: kind === 'defaults' && from === -1 ? undefined : base,
      lines: [],
    };
    if (kind === 'defaults') defaults = section;
    sections.push(section);
  }
  return sections;
}

/** Words up to a comment; quotes hold words together. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/#.*|"[^"]*"|'[^']*'|(?:\\.|[^\s#])+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  return words
    .slice(0, comment === -1 ? words.length : comment)
    .map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
}

/** The last line of a section that begins with these words, or of its defaults. */
export function keywordIn(
  section: HaproxySection | undefined,
  ...keyword: readonly string[]
): HaproxyLine | undefined {
  if (section === undefined) return undefined;
  const own = section.lines.filter(({ words }) => keyword.every((word, at) => words[at] === word));
  return own.at(-1) ?? keywordIn(section.defaults, ...keyword);
}

/** A time such as `timeout client 50s`. */
export function timeIn(
  section: HaproxySection | undefined,
  ...keyword: readonly string[]
): { readonly ms: number; readonly line: number } | undefined {
  const found = keywordIn(section, ...keyword);
  const ms = haproxyTimeMs(found?.words[keyword.length] ?? '');
  return found === undefined || ms === undefined || ms === 0 ? undefined : { ms, line: found.line };
}
