import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../../base/prng.ts';
import { readCsv } from './csv.ts';
import type { ReadRows } from './data-problem.ts';
import { readJsonLines } from './jsonl.ts';
import { cellOf } from './rows.ts';

function tableOf(read: ReadRows): readonly (readonly string[])[] {
  assert.ok(read.ok, read.ok ? '' : read.problems[0]!.message);
  const { rows } = read;
  return Array.from({ length: rows.count }, (_, row) =>
    rows.columns.map((_, column) => cellOf(rows, row, column).toString()),
  );
}

function csv(text: string): ReadRows {
  return readCsv(Buffer.from(text));
}

function problemsOf(read: ReadRows): readonly string[] {
  assert.ok(!read.ok);
  return read.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

test('readCsv() reads quotes, line feeds in them, CRLF, a byte order mark and empty lines', () => {
  const read = csv('\ufeffid,note\r\n1,"a, ""b""\r\nc"\r\n\r\n2,\r\n3,"x"');
  assert.deepEqual(tableOf(read), [
    ['1', 'a, "b"\r\nc'],
    ['2', ''],
    ['3', 'x'],
  ]);
  assert.deepEqual(read.ok && [...read.rows.lines], [2, 5, 6]);
});

test('readCsv() finds the delimiter in the first line, and leaves numbers as they are written', () => {
  assert.deepEqual(tableOf(csv('a;b\n1E5;007\n')), [['1E5', '007']]);
  assert.deepEqual(tableOf(csv('a\tb\n1\t2\n')), [['1', '2']]);
});

test('readCsv() reports what is wrong at its line, and never quotes a cell', () => {
  assert.deepEqual(problemsOf(csv('a,b\nsecret-1\nx,y\nsecret-2,y,z\n')), [
    '2:1 Line 2 has 1 cell where the first line names 2',
    '4:1 Line 4 has 3 cells where the first line names 2',
  ]);
  assert.deepEqual(problemsOf(csv('a,b\n1,"secret\n2,3\n')), [
    '2:2 A quote that begins in line 2 is never closed',
  ]);
  assert.deepEqual(problemsOf(csv('a\n"x"secret\n')), [
    '2:1 Line 2 has text behind a closing quote',
  ]);
  assert.deepEqual(problemsOf(csv('a,a\n')), ['1:2 The column a appears twice']);
  assert.deepEqual(problemsOf(csv('a b\n')), [
    '1:1 The name of column 1 cannot be used in ${data.…}',
  ]);
  assert.deepEqual(problemsOf(csv('')), ['1:1 The file is empty']);
});

test('readCsv() reads back what any cells were written as', () => {
  const prng = new Prng(7);
  const alphabet = ['a', '"', ',', '\n', '\r\n', 'é', ' '];
  for (let round = 0; round < 300; round += 1) {
    const cells = Array.from({ length: 6 }, () =>
      Array.from({ length: prng.index(5) }, () => alphabet[prng.index(alphabet.length)]!).join(''),
    );
    const written = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`);
    const text = `a,b,c\n${written.slice(0, 3).join(',')}\n${written.slice(3).join(',')}\n`;
    assert.deepEqual(tableOf(csv(text)), [cells.slice(0, 3), cells.slice(3)], `round ${round}`);
  }
});

test('readJsonLines() takes the keys of the first line as columns', () => {
  const read = readJsonLines(Buffer.from('{"a":"x","n":1}\n\n{"n":{"m":[2]},"a":"é"}\n'));
  assert.deepEqual(tableOf(read), [
    ['x', '1'],
    ['é', '{"m":[2]}'],
  ]);
  assert.deepEqual(problemsOf(readJsonLines(Buffer.from('{"a":1}\n[secret]\n{"b":2}'))), [
    '2:1 Line 2 is not a JSON object',
    '3:1 Line 3 has no a, which the first line has',
  ]);
});
