import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROMISES } from './all.ts';

for (const row of PROMISES) {
  test(`${row.id}: ${row.promise}: ${row.goal}`, async (context) => {
    const { figure, ok, skipped } = await row.measure('gate');
    if (skipped === undefined) assert.ok(ok, figure);
    else context.skip(skipped);
  });
}
