import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Column, IndexColumn, NOWHERE } from './column.ts';

test('a column says what was set, and its own word for every other row', () => {
  const column = new Column(-7);
  const rows = [0, 4_095, 4_096, 100_000];
  for (const row of rows) column.set(row, row / 10);
  for (const row of rows) assert.equal(column.get(row), row / 10);
  for (const row of [1, 4_097, 50_000, 99_999, 100_001, 1e6]) assert.equal(column.get(row), -7);
});

test('an index column keeps whole numbers, and a row that nobody set lies nowhere', () => {
  const column = new IndexColumn();
  column.set(9_000, 2 ** 31 - 1);
  column.set(9_001, 0);
  assert.equal(column.get(9_000), 2 ** 31 - 1);
  assert.equal(column.get(9_001), 0);
  for (const row of [-1, 0, 8_999, 9_002, 1e6]) assert.equal(column.get(row), NOWHERE);
});
