import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effect } from '../../path/path.ts';
import {
  hop,
  limit,
  pathOf,
  provokedDrop,
  RST,
  silentDrop,
  slb,
  target,
  world,
} from '../../testing/explain/fixtures.ts';
import { explainDrops } from '../explain-drops.ts';

/** An application that resets at an age of 1,000 s, behind a balancer with an idle timeout of 300 s. */
function causesOfContested(effects: readonly Effect[]) {
  const age = limit('max-age', 1_000_000, {
    startsAt: 'open',
    resetBy: 'nothing',
    effects: ['rst'],
  });
  const path = pathOf(slb(300_000, effects), hop('app', 'pod', 'backend', [age]));
  // All die at that age; some in silence, and some just when they speak after 305 s.
  const atAge = Array.from({ length: 20 }, (_, index) =>
    silentDrop(1_000_000 + index, { ending: RST, atMs: 1_100_000 + index * 40_000 }),
  );
  const contested = Array.from({ length: 5 }, (_, index) =>
    provokedDrop(1_000_000 + index, 305_000, { atMs: 1_120_000 + index * 90_000 }),
  );
  const groups = explainDrops([...atAge, ...contested], {
    ...world(path, target('t', 'tcp', path)),
    durationMs: 10_800_000,
    openAt: () => 1_000,
  });
  const ofContested = groups.find(({ members }) => members.includes(atAge.length))!;
  return ofContested.explanation.causes.map((cause) => cause.hop).sort();
}

test('explainDrops() does not take silence for a sign that a forgetful timer was outlived', () => {
  assert.deepEqual(causesOfContested(['rst-on-next-packet']), ['app', 'slb']);
});
