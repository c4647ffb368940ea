import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  catalogued,
  ingress,
  pathOf,
  pod,
  silentDrop,
  target,
  world,
} from '../../testing/explain/fixtures.ts';
import { explainDrops } from '../explain-drops.ts';

const PATH = pathOf(catalogued('slb', 'haproxy', { 'timeout-client': 5_000 }), ingress(), pod());

/** Silent connections that opened one after another and were ended at these ages. */
function explained(agesMs: readonly number[], gapMs = 400) {
  const drops = agesMs.map((ageMs, index) =>
    silentDrop(ageMs, { atMs: 20_000 + gapMs * index + ageMs }),
  );
  return explainDrops(drops, world(PATH, target('t', 'tcp', PATH), { durationMs: 60_000 })).map(
    ({ members, explanation }) =>
      `${members.length} ${explanation.causes.map(({ setting }) => setting).join()}`,
  );
}

const IN_TIME = Array.from({ length: 8 }, () => 5_000);

test('explainDrops() gives a clock the one that just missed it, for a busy hop fires late', () => {
  assert.deepEqual(explained([...IN_TIME, 5_600]), ['9 timeout client']);
  assert.deepEqual(explained([...IN_TIME, 4_800]), ['9 timeout client']);
});

test('explainDrops() keeps who is far off the clock, and too many who miss it, apart', () => {
  assert.equal(explained([...IN_TIME, 7_000])[0], '8 timeout client');
  assert.equal(explained([...IN_TIME, 5_500, 5_600, 5_700])[0], '8 timeout client');
});
