import path from 'node:path';
import type { Source } from './source.ts';

/** One reference from a source to another of ours. */
interface Import {
  /** Path below `src` of the file that is meant. */
  readonly target: string;
  /** `type`: gone after compiling. `link`: a worker, a process or a script, named by its address. */
  readonly kind: 'value' | 'type' | 'dynamic' | 'link';
  /** The exports it takes; `all` when that cannot be seen. */
  readonly names: readonly string[] | 'all';
  /** From 1. */
  readonly line: number;
}

/*
 * A scan by expression and no parser: the formatter writes every import in one of these forms, and TypeScript 7
 * offers its syntax tree under `unstable` only.
 */
const STATIC = /^(?:import|export) (?<type>type )?(?<clause>[^;'"`]*?) from '(?<path>\.[^']+)';/gm;
const SIDE_EFFECT = /^import '(?<path>\.[^']+)';/gm;
const DYNAMIC = /\bimport\(\s*'(?<path>\.[^']+)',?\s*\)(?<after>\)?\.\w+)?/g;
const LINK =
  /(?:new URL\(\s*'(?<url>\.[^']+\.js)',\s*import\.meta\.url|import\.meta\.dirname,\s*'(?<file>[\w./-]+\.js)')/g;

const known = new WeakMap<Source, readonly Import[]>();

/** Every reference of a source to other sources. */
export function importsOf(source: Source): readonly Import[] {
  const before = known.get(source);
  if (before !== undefined) return before;
  const code = withoutComments(source.text);
  const imports = [...statics(source, code), ...dynamics(source, code), ...links(source, code)];
  known.set(source, imports);
  return imports;
}

function* statics(source: Source, code: string): Iterable<Import> {
  for (const match of code.matchAll(STATIC)) {
    const { type, clause = '', path: specifier = '' } = match.groups ?? {};
    const at = { target: targetOf(source, specifier), line: lineOf(code, match.index) };
    const words = wordsOf(clause);
    if (words === 'all') {
      yield { ...at, kind: type === undefined ? 'value' : 'type', names: 'all' };
      continue;
    }
    const types = words.filter((word) => type !== undefined || word.startsWith('type '));
    const values = words.filter((word) => !types.includes(word));
    if (types.length > 0) yield { ...at, kind: 'type', names: types.map(nameOf) };
    if (values.length > 0) yield { ...at, kind: 'value', names: values.map(nameOf) };
  }
  for (const match of code.matchAll(SIDE_EFFECT)) {
    const target = targetOf(source, match.groups?.path ?? '');
    yield { target, kind: 'value', names: [], line: lineOf(code, match.index) };
  }
}

function* dynamics(source: Source, code: string): Iterable<Import> {
  for (const match of code.matchAll(DYNAMIC)) {
    const { path: specifier = '', after } = match.groups ?? {};
    yield {
      target: targetOf(source, specifier),
      kind: 'dynamic',
      names: namesTaken(code.slice(0, match.index), after),
      line: lineOf(code, match.index),
    };
  }
}

function* links(source: Source, code: string): Iterable<Import> {
  for (const match of code.matchAll(LINK)) {
    const specifier = match.groups?.url ?? match.groups?.file ?? '';
    const target = targetOf(source, specifier);
    if (target.startsWith('../')) continue;
    yield { target, kind: 'link', names: [], line: lineOf(code, match.index) };
  }
  // A module that gives its own address away will be loaded by it.
  for (const { index } of code.matchAll(/: import\.meta\.url\b/g))
    yield { target: source.name, kind: 'link', names: [], line: lineOf(code, index) };
}

/** `const { a, b } = await import('./x.ts')` takes two, `(await import('./x.ts')).a` one. */
function namesTaken(before: string, after: string | undefined): readonly string[] | 'all' {
  const property = /\.(\w+)$/.exec(after ?? '')?.[1];
  if (property !== undefined && property !== 'then') return [property];
  const clause = /\{(?<clause>[^{}]*)\} = await $/.exec(before.slice(-400))?.groups?.clause;
  if (clause === undefined) return 'all';
  return clause
    .split(',')
    .map((word) => word.split(':')[0]?.trim() ?? '')
    .filter((word) => word !== '');
}

function wordsOf(clause: string): readonly string[] | 'all' {
  const inner = /^\{(?<inner>[\s\S]*)\}$/.exec(clause.trim())?.groups?.inner;
  if (inner === undefined) return 'all';
  return inner
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** `type a as b` names `a`. */
function nameOf(word: string): string {
  return word.replace(/^type /, '').replace(/ as .*$/, '');
}

function targetOf({ folder }: Source, specifier: string): string {
  return path.posix.join(folder, specifier).replace(/\.js$/, '.ts');
}

/** Comments become blanks, so that positions stay. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*\*?[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  );
}

function lineOf(code: string, index: number): number {
  return code.slice(0, index).split('\n').length;
}
