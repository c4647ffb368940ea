import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitUntil } from './wait-until.ts';

test('waitUntil() waits until it holds, and says what never did', async () => {
  let turns = 0;
  await waitUntil(() => {
    turns += 1;
    return turns === 3;
  });
  assert.equal(turns, 3);
  await assert.rejects(
    waitUntil(() => turns === 4, 0),
    /waited 0 ms in vain for \(\) => turns === 4/,
  );
});
