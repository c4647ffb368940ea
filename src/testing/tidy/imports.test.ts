import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf } from './imports.ts';
import { sourceOf } from './source.ts';

function importsIn(...lines: string[]) {
  return importsOf(sourceOf('run/main.ts', lines.join('\n'))).map(
    ({ target, kind, names, line }) => [target, kind, names === 'all' ? names : [...names], line],
  );
}

test('importsOf() tells values from types, in one clause too', () => {
  assert.deepEqual(
    importsIn("import { a, type B } from './a.ts';", "import type { C as D } from '../base/c.ts';"),
    [
      ['run/a.ts', 'type', ['B'], 1],
      ['run/a.ts', 'value', ['a'], 1],
      ['base/c.ts', 'type', ['C'], 2],
    ],
  );
});

test('importsOf() reads a clause of several lines, a whole module and a side effect', () => {
  assert.deepEqual(
    importsIn(
      'import {',
      '  a,',
      '  b as c,',
      "} from './a.ts';",
      "import * as d from './d.ts';",
      "import './e.ts';",
      "import fs from 'node:fs';",
    ),
    [
      ['run/a.ts', 'value', ['a', 'b'], 1],
      ['run/d.ts', 'value', 'all', 5],
      ['run/e.ts', 'value', [], 6],
    ],
  );
});

test('importsOf() sees what a dynamic import takes', () => {
  assert.deepEqual(
    importsIn(
      "const { a, b: c } = await import('./a.ts');",
      "return (await import('./b.ts')).command;",
      "const all = await import('./c.ts');",
      '  const [one] = await Promise.all([',
      "    import('./d.ts'),",
      '  ]);',
    ),
    [
      ['run/a.ts', 'dynamic', ['a', 'b'], 1],
      ['run/b.ts', 'dynamic', ['command'], 2],
      ['run/c.ts', 'dynamic', 'all', 3],
      ['run/d.ts', 'dynamic', 'all', 5],
    ],
  );
});

test('importsOf() sees workers, processes and scripts named by their address', () => {
  assert.deepEqual(
    importsIn(
      "new Worker(new URL('./worker.js', import.meta.url));",
      "fork(path.join(import.meta.dirname, 'child.js'));",
      "new URL('../../bin/soak.js', import.meta.url);",
      'const digest = { module: import.meta.url };',
    ),
    [
      ['run/worker.ts', 'link', [], 1],
      ['run/child.ts', 'link', [], 2],
      ['run/main.ts', 'link', [], 4],
    ],
  );
});

test('importsOf() takes what is exported from elsewhere for an import', () => {
  assert.deepEqual(importsIn("export { a, type B } from './a.ts';"), [
    ['run/a.ts', 'type', ['B'], 1],
    ['run/a.ts', 'value', ['a'], 1],
  ]);
});

test('importsOf() passes over comments', () => {
  assert.deepEqual(
    importsIn(
      '/**',
      " * import('./a.ts')",
      ' */',
      "// import('./b.ts')",
      "import { c } from './c.ts';",
    ),
    [['run/c.ts', 'value', ['c'], 5]],
  );
});
