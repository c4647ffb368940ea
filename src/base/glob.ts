/**
 * Patterns of files as in a .gitignore: `*` and `?` within a name, `**` across folders, a `/` at the end for folders
 * only, a `!` in front to take a file back in. Without a `/` inside it, a pattern is of a name in any folder.
 */
export class Globs {
  readonly #patterns: readonly Pattern[];

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns
      .map((text) => text.trim())
      .filter((text) => text !== '' && !text.startsWith('#'))
      .map(patternOf);
  }

  /** Whether the last pattern that matches leaves the path out. `path` has no `./` and no `..` in it. */
  matches(path: string, { isFolder = false }: { readonly isFolder?: boolean } = {}): boolean {
    const steps = path.split('/');
    // What is in a folder that is left out is left out, too.
    return steps.some((_, depth) => {
      const part = steps.slice(0, depth + 1).join('/');
      return this.#matchesItself(part, depth < steps.length - 1 || isFolder);
    });
  }

  #matchesItself(path: string, isFolder: boolean): boolean {
    const last = this.#patterns.findLast(
      ({ test, onlyFolders }) => (isFolder || !onlyFolders) && test.test(path),
    );
    return last?.isNegated === false;
  }
}

interface Pattern {
  readonly test: RegExp;
  readonly onlyFolders: boolean;
  readonly isNegated: boolean;
}

function patternOf(text: string): Pattern {
  const isNegated = text.startsWith('!');
  const body = text.replace(/^!/, '').replace(/^\.\//, '');
  const path = body.replace(/\/+$/, '');
  const anywhere = path.includes('/') ? '' : '(?:.*/)?';
  const steps = path.replace(/^\//, '').split('/').map(stepOf).join('/');
  const source = `^${anywhere}${steps}$`.replaceAll(`${DEEP}/`, '(?:.*/)?').replaceAll(DEEP, '.*');
  return { test: new RegExp(source, 'u'), onlyFolders: body.endsWith('/'), isNegated };
}

/** Stands for `**` until the steps are joined. */
const DEEP = '\u0000';

function stepOf(step: string): string {
  if (step === '**') return DEEP;
  return step
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replaceAll('?', '[^/]');
}
