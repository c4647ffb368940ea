import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TotalBook } from './total-book.ts';

test('equal labels are one row, whatever stands in them', () => {
  const book = new TotalBook(['target', 'reason']);
  book.add({ target: 'a', reason: 'b","c' }, 1);
  book.add({ target: 'a","b', reason: 'c' }, 2);
  book.add({ reason: 'b","c', target: 'a' }, 4);
  assert.deepEqual(
    [...book.rows()].map(({ total }) => total),
    [5, 2],
  );
});

test('no more than a thousand rows are kept apart, and every count is in one of them', () => {
  const book = new TotalBook(['reason']);
  for (let index = 0; index < 5_000; index += 1) book.add({ reason: `code ${index}` }, 2);
  const rows = [...book.rows()];
  assert.equal(rows.length, 1_001);
  assert.deepEqual(rows.at(-1), { labels: { reason: 'others' }, total: 8_000 });
});
