import assert from 'node:assert/strict';
import { test } from 'node:test';
import { danglingLinks, deadExports, deadFiles } from './dead-code.ts';
import { type Entry, namedIn } from './entry.ts';
import { sourceOf } from './source.ts';

const ENTRY: Entry = {
  target: 'cli/entry.ts',
  namedIn: 'bin/soak.js',
  isForTests: false,
  isPublic: false,
};

/** A house of these files, entered at `cli/entry.ts` unless told otherwise. */
function house(
  files: Readonly<Record<string, readonly string[]>>,
  entries: readonly Entry[] = [ENTRY],
) {
  const sources = Object.entries(files).map(([name, lines]) => sourceOf(name, lines.join('\n')));
  return { sources, entries };
}

test('deadFiles() follows imports of every form from the entries', () => {
  const found = deadFiles(
    house({
      'cli/entry.ts': [
        "import type { A } from '../base/a.ts';",
        "await import('../base/b.ts');",
        "new Worker(new URL('./worker.js', import.meta.url));",
      ],
      'cli/worker.ts': ["import '../base/c.ts';"],
      'base/a.ts': [],
      'base/b.ts': [],
      'base/c.ts': [],
      'base/d.ts': [],
    }),
  );
  assert.deepEqual(found, ['base/d.ts: nothing reaches this file']);
});

test('deadFiles() finds product code that only tests reach', () => {
  const bench: Entry = { ...ENTRY, target: 'testing/big.ts', isForTests: true };
  const found = deadFiles(
    house(
      {
        'cli/entry.ts': [],
        'base/a.ts': [],
        'base/a.test.ts': ["import { a } from './a.ts';", "import { h } from '../testing/h.ts';"],
        'testing/h.ts': [],
        'testing/big.ts': [],
        'testing/left.ts': [],
      },
      [ENTRY, bench],
    ),
  );
  assert.deepEqual(found, [
    'base/a.ts: only tests reach this file',
    'testing/left.ts: nothing reaches this file',
  ]);
});

test('deadExports() finds what nobody takes and what only tests take', () => {
  const found = deadExports(
    house({
      'cli/entry.ts': ["import { used, Used } from '../base/a.ts';"],
      'base/a.ts': [
        'export function used() {}',
        'export interface Used {}',
        'export const unused = 1;',
        'export type AtHome = number;',
        'export async function tested() {}',
        'export function testedAndAtHome(x: AtHome) {}',
        'testedAndAtHome(1);',
      ],
      'base/a.test.ts': ["import { tested, testedAndAtHome } from './a.ts';"],
    }),
  );
  assert.deepEqual(found, [
    'base/a.ts:3: unused is exported for nobody',
    'base/a.ts:4: AtHome is exported for nobody, its own file alone uses it',
    'base/a.ts:5: only tests use tested',
  ]);
});

test('deadExports() counts dynamic imports, and takes a whole module for all of its exports', () => {
  const found = deadExports(
    house({
      'cli/entry.ts': [
        "const { a } = await import('./a.ts');",
        "const b = (await import('./b.ts')).command;",
        "const c = await import('./c.ts');",
      ],
      'cli/a.ts': ['export const a = 1;', 'export const left = 1;'],
      'cli/b.ts': ['export const command = 1;'],
      'cli/c.ts': ['export const one = 1;', 'export const two = 2;'],
    }),
  );
  assert.deepEqual(found, ['cli/a.ts:2: left is exported for nobody']);
});

test('deadExports() leaves the public API and the helpers of tests alone', () => {
  const api: Entry = { ...ENTRY, target: 'run/api.ts', isPublic: true };
  const found = deadExports(
    house(
      {
        'run/api.ts': ['export const open = 1;'],
        'testing/h.ts': ['export const helper = 1;', 'export const left = 1;'],
        'base/a.test.ts': ["import { helper } from '../testing/h.ts';"],
      },
      [api],
    ),
  );
  assert.deepEqual(found, ['testing/h.ts:2: left is exported for nobody']);
});

test('deadExports() leaves files alone that are loaded by their address', () => {
  const found = deadExports(
    house({
      'cli/entry.ts': ["register(new URL('./hook.js', import.meta.url));"],
      'cli/hook.ts': ['export function resolve() {}'],
    }),
  );
  assert.deepEqual(found, []);
});

test('danglingLinks() finds workers and benches that name a file which is gone', () => {
  const bench: Entry = { ...ENTRY, target: 'base/gone.ts', namedIn: 'bench/a.mjs' };
  const found = danglingLinks(
    house({ 'cli/entry.ts': ["new URL('./gone.js', import.meta.url)"] }, [ENTRY, bench]),
  );
  assert.deepEqual(found, [
    'bench/a.mjs: base/gone.ts does not exist',
    'cli/entry.ts:1: cli/gone.ts does not exist',
  ]);
});

test('namedIn() finds the compiled files that a text names', () => {
  assert.deepEqual(namedIn("import { a } from '../../dist/base/a.js'; // dist/run/b.js"), [
    'base/a.ts',
    'run/b.ts',
  ]);
});
