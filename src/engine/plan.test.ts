import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scenarioOf, targetOf } from '../testing/scenarios.ts';
import { deal, holdStartOf, shareAt, shareOf, wantedOf } from './plan.ts';

const stages = [
  { durationMs: 1000, share: 1 },
  { durationMs: 500, share: 1 },
  { durationMs: 1000, share: 0 },
];

for (const [elapsedMs, expected] of [
  [0, 0],
  [500, 0.5],
  [1000, 1],
  [1499, 1],
  [2000, 0.5],
  [2500, 0],
  [9999, 0],
] as const) {
  test(`shareAt() is ${expected} at ${elapsedMs} ms`, () =>
    assert.equal(shareAt(stages, elapsedMs), expected));
}

test('holdStartOf() is where the first level stage begins', () => {
  assert.equal(holdStartOf({ stages, drainMs: 0, openingMax: 1 }), 1000);
});

test('shareOf() gives every shard its share and loses nothing', () => {
  for (let count = 1; count <= 12; count += 1) {
    for (let total = 0; total <= 200; total += 1) {
      const shares = Array.from({ length: count }, (_, index) => shareOf(total, { index, count }));
      assert.equal(
        shares.reduce((sum, share) => sum + share, 0),
        total,
      );
      assert.ok(Math.max(...shares) - Math.min(...shares) <= 1);
    }
  }
});

test('deal() and wantedOf() hold every member of every target exactly once, at every share', () => {
  const path = { hops: [] };
  const targets = [7, 1, 20, 13].map((connections, index) =>
    targetOf(path, { name: `t${index}`, connections }),
  );
  const { length } = scenarioOf({ targets }).targets;
  for (let count = 1; count <= 9; count += 1) {
    for (const share of [0, 0.07, 0.3, 0.57, 0.99, 1]) {
      const seen = targets.map(() => new Set<number>());
      for (let index = 0; index < count; index += 1) {
        for (const holding of deal(targets, { index, count })) {
          const wanted = wantedOf(holding, share, count);
          assert.ok(wanted <= holding.slots);
          for (let slot = 0; slot < wanted; slot += 1) {
            const member = holding.firstMember + slot * count;
            assert.ok(!seen[holding.targetIndex]!.has(member), 'a member is held twice');
            seen[holding.targetIndex]!.add(member);
          }
        }
      }
      for (let target = 0; target < length; target += 1) {
        const wanted = Math.floor(targets[target]!.connections * share + 1e-9);
        assert.deepEqual(
          [...seen[target]!].sort((a, b) => a - b),
          [...Array(wanted).keys()],
        );
      }
    }
  }
});
