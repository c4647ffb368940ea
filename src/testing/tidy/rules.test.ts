import assert from 'node:assert/strict';
import { test } from 'node:test';
import { circles } from './circles.ts';
import { english } from './english.ts';
import { folders } from './folders.ts';
import { layers } from './layers.ts';
import { names, testsBesideCode } from './names.ts';
import { pure } from './pure.ts';
import { sizes } from './sizes.ts';
import { sourceOf } from './source.ts';
import { transports } from './transports.ts';
import { waits } from './waits.ts';

/** Sources from their lines, by path. */
function house(files: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(files).map(([name, lines]) => sourceOf(name, lines.join('\n')));
}

test('layers() finds an import from a room below, and none from a room above', () => {
  const found = layers(
    house({
      'base/a.ts': ["import type { B } from '../engine/b.ts';"],
      'engine/b.ts': ["import { a } from '../base/a.ts';"],
    }),
  );
  assert.deepEqual(found, ['base/a.ts:1: base/ must not import from engine/']);
});

test('layers() looks at dynamic imports and at workers too', () => {
  const found = layers(
    house({
      'net/a.ts': ['', "const { main } = await import('../cli/main.ts');"],
      'run/b.ts': ["new Worker(new URL('../cli/worker.js', import.meta.url));"],
    }),
  );
  assert.deepEqual(found, [
    'net/a.ts:2: net/ must not import from cli/',
    'run/b.ts:1: run/ must not import from cli/',
  ]);
});

test('layers() lets tests import anything, and knows every room', () => {
  const found = layers(
    house({ 'base/a.test.ts': ["import { b } from '../cli/b.ts';"], 'attic/a.ts': [''] }),
  );
  assert.deepEqual(found, ['attic/a.ts: attic/ is not in the list of layers']);
});

test('pure() finds clocks, chance and the outside, but not in comments, tests or rooms that may', () => {
  const lines = [
    "import fs from 'node:fs';",
    'const a = Date.now();',
    '// const b = Math.random();',
    'setTimeout(f, 1);',
    'const c = process.env;',
    'const d = Math.random();',
  ];
  const found = pure(house({ 'engine/a.ts': lines, 'engine/a.test.ts': lines, 'net/a.ts': lines }));
  assert.deepEqual(
    found.map((finding) => finding.split(': ')[0]),
    ['engine/a.ts:1', 'engine/a.ts:2', 'engine/a.ts:4', 'engine/a.ts:5', 'engine/a.ts:6'],
  );
});

test('sizes() measures files, functions and methods', () => {
  const body = Array.from({ length: 60 }, () => '  a();');
  const found = sizes(
    house({
      'base/a.ts': ['export function long() {', ...body, '}'],
      'base/b.ts': ['class B {', '  async *method(x: number) {', ...body, '  }', '}'],
      'base/c.ts': ['function short() {', ...body.slice(2), '}'],
      'base/d.ts': Array.from({ length: 301 }, () => 'a();'),
      'base/d.test.ts': Array.from({ length: 301 }, () => 'a();'),
    }),
  );
  assert.deepEqual(found, [
    'base/a.ts:1: a function of 62 lines, at most 60',
    'base/b.ts:2: a function of 62 lines, at most 60',
    'base/d.ts: 301 lines, at most 300',
  ]);
});

test('circles() finds the shortest way round, by types and by dynamic imports too', () => {
  const found = circles(
    house({
      'a/1.ts': ["import { b } from './2.ts';", "import { c } from './3.ts';"],
      'a/2.ts': ["import type { C } from './3.ts';"],
      'a/3.ts': ["const { a } = await import('./1.ts');"],
      'a/4.ts': ["import { a } from './1.ts';"],
      'a/5.ts': ["import { a } from './5.ts';"],
    }),
  );
  assert.deepEqual(found, ['a/1.ts -> a/3.ts -> a/1.ts', 'a/5.ts -> a/5.ts']);
});

test('circles() passes over tests and over processes that start each other', () => {
  const found = circles(
    house({
      'a/1.ts': ["fork(path.join(import.meta.dirname, '2.js'));"],
      'a/2.ts': ["import { a } from './1.ts';"],
      'a/3.test.ts': ["import { a } from './3.test.ts';"],
    }),
  );
  assert.deepEqual(found, []);
});

test('folders() counts the files of a folder without their tests', () => {
  const files = (folder: string, count: number, end: string) =>
    Array.from({ length: count }, (_, index) => sourceOf(`${folder}/${index}${end}`, ''));
  const found = folders([
    ...files('net', 21, '.ts'),
    ...files('lab', 20, '.ts'),
    ...files('lab', 20, '.test.ts'),
    ...files('check/rules', 60, '.ts'),
  ]);
  assert.deepEqual(found, ['net/: 21 files, at most 20']);
});

test('names() wants kebab-case, a meaning and a known kind of test', () => {
  const found = names(
    house({
      'a/timing-wheel.ts': [],
      'a/timing-wheel.lab.test.ts': [],
      'a/index.ts': [],
      'a/timingWheel.ts': [],
      'a/wheel.spec.ts': [],
      'a/wheel.slow.test.ts': [],
    }),
  );
  assert.deepEqual(
    found.map((finding) => finding.split(': ')[0]),
    ['a/index.ts', 'a/timingWheel.ts', 'a/wheel.spec.ts', 'a/wheel.slow.test.ts'],
  );
});

test('testsBesideCode() finds a test in a folder without code', () => {
  const found = testsBesideCode(
    house({ 'a/b.ts': [], 'a/b.test.ts': [], 'a/tests/b.test.ts': [] }),
  );
  assert.deepEqual(found, ['a/tests/b.test.ts: a test in a folder without code']);
});

test('transports() finds a comparison with a name, except where transports are described', () => {
  const comparison = "if (transport === 'ws' || transport === 'wss') return;";
  const found = transports(
    house({
      'lab/a.ts': ["if (phase === 'tls') return;", comparison],
      'path/transport.ts': [comparison],
    }),
  );
  assert.deepEqual(found, [`lab/a.ts:2: ask path/transport.ts instead: ${comparison}`]);
});

test('waits() finds loops without a limit and assertions on the time of the machine', () => {
  const lines = [
    "while (!open) await once(socket, 'data');",
    '    while (!isEnough())',
    'assert.ok(performance.now() - startMs < 5_000);',
    'assert.ok(tookMs >= 299 && tookMs < 1_000, `${tookMs} ms`);',
    'assert.ok(tookMs >= 299);',
    'await waitUntil(() => open);',
  ];
  const found = waits(house({ 'net/a.lab.test.ts': lines, 'engine/a.test.ts': lines }));
  assert.deepEqual(
    found.map((finding) => finding.split(': ')[0]),
    [1, 2, 3, 4].map((line) => `net/a.lab.test.ts:${line}`),
  );
});

test('english() finds phrases of a translation, also over the end of a line, and no others', () => {
  const found = english(
    house({
      'base/a.ts': ['// fine: 5s is not a valid count', '// "x" is no', '// duration'],
      'base/b.ts': ["const hint = 'Close what is idle for so long';"],
    }),
  );
  assert.deepEqual(
    found.map((finding) => finding.split(' reads')[0]),
    ['base/a.ts:2: "is no duration"', 'base/b.ts:1: "for so long"'],
  );
});
