import type { Entry } from './entry.ts';
import { exportsOf } from './exports.ts';
import { importsOf } from './imports.ts';
import { findEach, isTest, type Source } from './source.ts';

interface House {
  readonly sources: readonly Source[];
  readonly entries: readonly Entry[];
}

/** References to files that do not exist, which no compiler sees: links, benches, scripts. */
export function danglingLinks({ sources, entries }: House): readonly string[] {
  const known = new Set(sources.map(({ name }) => name));
  const outside = entries
    .filter(({ target }) => !known.has(target))
    .map(({ target, namedIn }) => `${namedIn}: ${target} does not exist`);
  const inside = findEach(sources, function* (source) {
    if (isTest(source.name)) return;
    for (const { target, line, kind } of importsOf(source)) {
      if (kind === 'link' && !known.has(target)) yield `:${line}: ${target} does not exist`;
    }
  });
  return [...outside, ...inside];
}

/** Files that nothing reaches: the product from its own entries, the helpers of tests from tests and scripts as well. */
export function deadFiles({ sources, entries }: House): readonly string[] {
  const product = new Set(entries.filter(({ isForTests }) => !isForTests).map(targetOf));
  const alive = reach(sources, product);
  const tests = sources.filter(({ name }) => isTest(name)).map(({ name }) => name);
  const tested = reach(sources, new Set([...product, ...entries.map(targetOf), ...tests]));
  return findEach(sources, function* ({ name, isForTests }) {
    if (!tested.has(name)) yield ': nothing reaches this file';
    else if (!isForTests && !alive.has(name)) yield ': only tests reach this file';
  });
}

/** Exports that nobody takes, that only tests take, or that never leave their file. */
export function deadExports({ sources, entries }: House): readonly string[] {
  const open = new Set(entries.filter(({ isPublic }) => isPublic).map(targetOf));
  const named = new Set(entries.map(targetOf));
  const takers = takersOf(sources);
  const linked = new Set(sources.flatMap(linksOf));
  return findEach(sources, function* (source) {
    if (isTest(source.name) || open.has(source.name) || linked.has(source.name)) return;
    for (const { name, line, isUsedAtHome } of exportsOf(source)) {
      const taking = [...(takers.get(source.name)?.get(name) ?? [])];
      const everything = [...(takers.get(source.name)?.get('*') ?? [])];
      const users = [...taking, ...everything];
      const isForTests = users.length > 0 || named.has(source.name);
      const isForProduct = users.some((user) => !user.isForTests);
      if (isForProduct || (source.isForTests && isForTests)) continue;
      if (!isForTests)
        yield `:${line}: ${name} is exported for nobody${isUsedAtHome ? ', its own file alone uses it' : ''}`;
      else if (!isUsedAtHome) yield `:${line}: only tests use ${name}`;
    }
  });
}

/** Files that are loaded by their address: who takes what from them cannot be seen. */
function linksOf(source: Source): readonly string[] {
  return importsOf(source)
    .filter(({ kind }) => kind === 'link')
    .map(({ target }) => target);
}

/** By file and export (`*`: all of them), the sources that take it. */
function takersOf(sources: readonly Source[]): Map<string, Map<string, Set<Source>>> {
  const takers = new Map<string, Map<string, Set<Source>>>();
  for (const source of sources) {
    for (const { target, names } of importsOf(source)) {
      const ofFile = takers.get(target) ?? new Map<string, Set<Source>>();
      takers.set(target, ofFile);
      for (const name of names === 'all' ? ['*'] : names)
        ofFile.set(name, (ofFile.get(name) ?? new Set()).add(source));
    }
  }
  return takers;
}

function reach(sources: readonly Source[], from: ReadonlySet<string>): ReadonlySet<string> {
  const targets = new Map(
    sources.map((source) => [source.name, importsOf(source).map(({ target }) => target)]),
  );
  const reached = new Set(from);
  for (const name of reached) for (const target of targets.get(name) ?? []) reached.add(target);
  return reached;
}

function targetOf({ target }: Entry): string {
  return target;
}
