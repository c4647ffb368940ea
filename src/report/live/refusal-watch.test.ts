import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IntervalRecord } from '../../journal/record.ts';
import { scenarioOf, targetOf } from '../../testing/scenarios.ts';
import { describeRefusing, RefusalWatch } from './refusal-watch.ts';

const path = { hops: [] };
const targets = [targetOf(path, { name: 'a' }), targetOf(path, { name: 'b' })];

function watchOf(refusedShare: number | undefined): RefusalWatch {
  const abortWhen =
    refusedShare === undefined ? {} : { abortWhen: { refusedShare, overMs: 5_000 } };
  return new RefusalWatch({ ...scenarioOf({ targets }), ...abortWhen });
}

function second(atMs: number, counts: readonly (readonly [refused: number, opened: number])[]) {
  const none = { opening: 0, open: 0, unproven: 0, dropped: 0, sent: 0, received: 0, idleMsMax: 0 };
  const record: IntervalRecord = {
    type: 'interval',
    atMs,
    targets: counts.map(([refused, opened]) => ({ ...none, refused, opened })),
    generator: { lagMs: 0, cpuMs: 0, rssBytes: 0, openFiles: 0 },
  };
  return record;
}

test('RefusalWatch names the target that refuses more than its share, over all shards', () => {
  const watch = watchOf(0.5);
  assert.equal(
    watch.add(
      second(1_000, [
        [5, 5],
        [0, 10],
      ]),
    ),
    undefined,
  );
  assert.equal(
    watch.add(
      second(1_010, [
        [4, 6],
        [0, 10],
      ]),
    ),
    undefined,
  );
  const found = watch.add(
    second(2_000, [
      [4, 0],
      [0, 0],
    ]),
  );
  assert.deepEqual(found, { target: 'a', refused: 13, dials: 24, overMs: 5_000 });
  assert.equal(describeRefusing(found), 'a refused 13 of 24 dials (54 %) within 5 s');
});

test('RefusalWatch forgets what is longer ago, and takes few dials for no rate', () => {
  const watch = watchOf(0.5);
  for (let atMs = 1_000; atMs <= 60_000; atMs += 1_000)
    assert.equal(
      watch.add(
        second(atMs, [
          [3, 0],
          [0, 0],
        ]),
      ),
      undefined,
    );
});

test('RefusalWatch counts a second that a stalled shard tells late, as long as it is recent', () => {
  const watch = watchOf(0.5);
  watch.add(
    second(4_000, [
      [0, 0],
      [0, 0],
    ]),
  );
  assert.equal(
    watch.add(
      second(2_000, [
        [19, 0],
        [0, 0],
      ]),
    ),
    undefined,
  );
  assert.equal(
    watch.add(
      second(5_000, [
        [1, 0],
        [0, 0],
      ]),
    )?.refused,
    20,
  );
  assert.equal(
    watch.add(
      second(8_000, [
        [0, 0],
        [0, 0],
      ]),
    ),
    undefined,
  );
});

test('RefusalWatch without abort-when stops nothing', () => {
  assert.equal(
    watchOf(undefined).add(
      second(1_000, [
        [1_000, 0],
        [0, 0],
      ]),
    ),
    undefined,
  );
});
