import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BARE,
  catalogued,
  FIN,
  ingress,
  ORDERLY,
  pathOf,
  pod,
  RST,
  silentDrop,
  target,
  world,
} from '../../testing/explain/fixtures.ts';
import type { Drop } from '../drop.ts';
import { explainDrops } from '../explain-drops.ts';
import { groupingKeyOf } from './grouping-key.ts';

const OPEN = { kind: 'fin', closeNotify: 'undecidable' } as const;
const EITHER = { kind: 'fin', closeNotify: false, maybeReset: true } as const;

function at(atMs: number, ending: Drop['ending']): Drop {
  return silentDrop(5_000, { atMs, ending });
}

test('groupingKeyOf() puts an open FIN to those of its instant that it may be', () => {
  const isLike = (open: Drop, ...known: readonly Drop[]) => {
    const likeness = groupingKeyOf([open, ...known]);
    return likeness(0) === likeness(1);
  };
  assert.ok(isLike(at(1_000, OPEN), at(1_010, BARE)));
  assert.ok(isLike(at(1_000, OPEN), at(990, ORDERLY)));
  assert.ok(isLike(at(1_000, EITHER), at(1_010, BARE)));
  assert.ok(isLike(at(1_000, EITHER), at(1_010, RST)));
  assert.ok(!isLike(at(1_000, EITHER), at(1_010, ORDERLY)), 'it had no close_notify');
  assert.ok(!isLike(at(1_000, OPEN), at(1_010, RST)), 'no reset was in question');
  assert.ok(!isLike(at(1_000, OPEN), at(5_000, BARE)), 'another instant');
  assert.ok(!isLike(at(1_000, OPEN), at(1_010, BARE), at(1_020, ORDERLY)), 'two ways at once');
  assert.ok(!isLike(at(1_000, FIN), at(1_010, BARE)), 'a plain FIN is not open');
});

test('explainDrops() leaves nobody of a burst unexplained because data came just before its FIN', () => {
  const path = pathOf(
    catalogued('slb', 'haproxy', { 'timeout-client': 600_000 }),
    ingress({ 'proxy-read-timeout': 600_000 }),
    pod(),
  );
  const drops = Array.from({ length: 10 }, (_, index) =>
    silentDrop(20_000 + 700 * index, {
      atMs: 90_000 + index,
      ending: index === 0 ? OPEN : BARE,
      sinceReceivedMs: index * 300,
      sinceSentMs: index * 300 + 2,
    }),
  );
  const groups = explainDrops(drops, world(path, target('t', 'wss', path)));
  assert.equal(groups.length, 1);
  assert.equal(groups[0]!.members.length, 10);
  assert.equal(groups[0]!.explanation.certainty, 'possible');
});

test('groupingKeyOf() puts an open FIN to those that the same limit or event explains alone', () => {
  const [open, known] = [at(1_000, OPEN), at(90_000, BARE)];
  assert.notEqual(groupingKeyOf([open, known])(0), groupingKeyOf([open, known])(1));
  const timer = groupingKeyOf([open, known], () => 'slb timeout client');
  assert.equal(timer(0), timer(1));
  const two = groupingKeyOf([open, known, at(95_000, ORDERLY)], () => 'slb timeout client');
  assert.notEqual(two(0), two(1), 'both readings ended so');
});

test('explainDrops() tells of one idle timeout once, whatever a socket could see of its FIN', () => {
  const path = pathOf(catalogued('slb', 'haproxy', { 'timeout-client': 600_000 }), pod());
  const drops = Array.from({ length: 20 }, (_, index) =>
    silentDrop(600_000 + index, {
      atMs: 700_000 + index * 60_000,
      ending: index % 5 === 0 ? OPEN : BARE,
    }),
  );
  const groups = explainDrops(drops, world(path, target('t', 'wss', path)));
  assert.deepEqual(
    groups.map(({ members, ending }) => [members.length, ending]),
    [[20, BARE]],
  );
});
