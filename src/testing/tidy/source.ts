import fs from 'node:fs';
import path from 'node:path';

/** One file of TypeScript, as the rules of the house see it. */
export interface Source {
  /** Path below `src`, with `/`. */
  readonly name: string;
  /** The room: the first folder of the path. */
  readonly room: string;
  /** The path without the file's own name. */
  readonly folder: string;
  /** A test, or anything in `testing/`: neither belongs to the product. */
  readonly isForTests: boolean;
  readonly text: string;
  readonly lines: readonly string[];
}

/** A rule reads all sources and returns its findings, one line each; none means that the rule holds. */
export type Rule = (sources: readonly Source[]) => readonly string[];

/** A source from its path and text. */
export function sourceOf(name: string, text: string): Source {
  const room = name.split('/')[0] ?? '';
  return {
    name,
    room,
    folder: path.posix.dirname(name),
    isForTests: room === 'testing' || isTest(name) || name.split('/').includes('testing'),
    text,
    lines: text.trimEnd().split('\n'),
  };
}

/** Every source below a folder. */
export function readSources(folder: string): Source[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) =>
      sourceOf(name.replaceAll(path.sep, '/'), fs.readFileSync(path.join(folder, name), 'utf8')),
    );
}

/** Whether a file holds tests, of whatever kind. */
export function isTest(name: string): boolean {
  return name.endsWith('.test.ts');
}

/** Applies a check to each source and puts the source's name before each of its findings. */
export function findEach(
  sources: readonly Source[],
  check: (source: Source) => Iterable<string>,
): string[] {
  return sources.flatMap((source) =>
    [...check(source)].map((finding) => `${source.name}${finding}`),
  );
}
