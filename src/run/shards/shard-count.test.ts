import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shardCountFor } from './shard-count.ts';

for (const [connections, filesMax, cores, expected, why] of [
  [1, 20_000, 2, 1, 'one is enough'],
  [1_999, 20_000, 8, 1, 'not worth a second process'],
  [10_000, 20_000, 2, 2, 'one for each core'],
  [46_100, 20_000, 2, 4, 'at most 15,000 in one process'],
  [46_100, 1_024, 2, 56, 'as the open-file limit asks'],
  [200_000, 20_000, 64, 64, 'as many as the cores can use'],
  [10, 100, 2, 10, 'never fewer than the files allow'],
] as const) {
  test(`shardCountFor() is ${expected} for ${connections}: ${why}`, () =>
    assert.equal(shardCountFor(connections, { filesMax, cores }), expected));
}
