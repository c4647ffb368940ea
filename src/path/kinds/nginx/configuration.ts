/** One statement of an nginx configuration. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** From 0, within the text. */
  readonly line: number;
  /** Of a block such as `server { … }`; undefined for a simple statement. */
  readonly block?: readonly Directive[];
}

/** Untrusted text: nobody nests blocks deeper, nginx itself has no use for it. */
const DEPTH_MAX = 32;
const TOKENS_MAX = 100_000;

/**
 * Reads the syntax of nginx: statements that end in a semicolon, and blocks in braces. Never throws: what cannot be
 * read is left out, as the rest of a text in which a brace is missing.
 */
export function nginxDirectives(text: string): readonly Directive[] {
  const reader = new Reader(tokensOf(text));
  return reader.block(0);
}

/** Every statement of this name in the text, in blocks too. */
export function findDirectives(
  directives: readonly Directive[],
  name: string,
): readonly Directive[] {
  return directives.flatMap((one) => [
    ...(one.name === name ? [one] : []),
    ...findDirectives(one.block ?? [], name),
  ]);
}

interface Token {
  readonly text: string;
  readonly line: number;
  /** `{`, `}` or `;` outside of quotes. */
  readonly isMark: boolean;
}

/** Words, quoted words, `{`, `}` and `;`; comments are left out. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 0;
  for (const [token] of text.matchAll(
    /\n|#[^\n]*|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|[{};]|(?:\\.|\$\{[^}\s]*\}|[^\s{};#])+/g,
  )) {
    if (tokens.length >= TOKENS_MAX) break;
    const isQuoted = /^["']/.test(token);
    if (token !== '\n' && !token.startsWith('#'))
      tokens.push({
        text: isQuoted ? token.slice(1, -1) : token,
        line,
        isMark: /^[{};]$/.test(token),
      });
    line += token.split('\n').length - 1;
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The statements up to the end of the block, or of the text. */
  block(depth: number): readonly Directive[] {
    const found: Directive[] = [];
    let words: Token[] = [];
    for (let token = this.#take(); token !== undefined; token = this.#take()) {
      if (!token.isMark) {
        words.push(token);
        continue;
      }
      if (token.text === '}') return found;
      const inner = token.text === '{' ? this.#inner(depth) : undefined;
      const block = inner === undefined ? {} : { block: inner };
      found.push(...statement(words).map((one) => ({ ...one, ...block })));
      words = [];
    }
    return found;
  }

  #inner(depth: number): readonly Directive[] {
    if (depth < DEPTH_MAX) return this.block(depth + 1);
    let open = 1;
    for (let token = this.#take(); token !== undefined && open > 0; token = this.#take())
      if (token.isMark && token.text !== ';') open += token.text === '{' ? 1 : -1;
    return [];
  }

  #take(): Token | undefined {
    return this.#tokens[this.#next++];
  }
}

function statement([first, ...rest]: readonly Token[]): readonly Directive[] {
  if (first === undefined) return [];
  return [{ name: first.text, args: rest.map(({ text }) => text), line: first.line }];
}
