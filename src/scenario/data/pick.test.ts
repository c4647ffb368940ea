import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pickedRow } from './pick.ts';

test('pickedRow() shuffles every row once, another way for another seed', () => {
  for (const rows of [1, 2, 3, 5, 16, 17, 1_000, 4_097]) {
    const of = (seed: number) =>
      Array.from({ length: rows }, (_, position) =>
        pickedRow(position, { pick: 'shuffled', rows, seed }),
      );
    assert.equal(new Set(of(1)).size, rows, `${rows} rows`);
    assert.ok(Math.max(...of(1)) === rows - 1);
    if (rows > 10) assert.notDeepEqual(of(1), of(2));
  }
});

test('pickedRow() draws random rows evenly', () => {
  const counts = new Array<number>(10).fill(0);
  for (let position = 0; position < 10_000; position += 1)
    counts[pickedRow(position, { pick: 'random', rows: 10, seed: 3 })]! += 1;
  for (const count of counts) assert.ok(count > 850 && count < 1_150, `${counts}`);
});
