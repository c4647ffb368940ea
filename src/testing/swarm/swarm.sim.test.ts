import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExplainedGroup } from '../../explain/drop.ts';
import { explainDrops } from '../../explain/explain-drops.ts';
import { live } from './score.ts';
import { swarmWorld } from './swarm-world.ts';
import { addLived, addQuietNight, emptyTally, isMet, merge, sharesOf } from './tally.ts';
import { livedInWords, tallyInWords } from './words.ts';

const SEEDS = Array.from({ length: 24 }, (_, index) => index + 1);
const WORLDS = SEEDS.map((seed) => live(swarmWorld(seed)));

test(`every drop that was caused in ${WORLDS.length} worlds is explained by what caused it, or honestly not at all`, () => {
  const tally = emptyTally();
  for (const lived of WORLDS) addLived(tally, lived);
  assert.ok(sharesOf(tally).drops > 1_000, tallyInWords(tally));
  assert.ok(isMet(tally), tallyInWords(tally));
});

test(`no drop is invented in ${SEEDS.length} quiet nights with marks, stalls and slow paths`, () => {
  const tally = emptyTally();
  for (const seed of SEEDS) addQuietNight(tally, seed);
  assert.deepEqual(tally.alarms, []);
});

test('every drop is in one group, whatever the order of the drops', () => {
  for (const { world, drops, groups, context } of WORLDS) {
    const members = groups.flatMap((group) => group.members).sort((a, b) => a - b);
    assert.deepEqual(members, [...drops.keys()]);
    const backwards = explainDrops(drops.toReversed(), context);
    assert.deepEqual(wordsOf(backwards), wordsOf(groups), `seed ${world.seed}`);
  }
});

test('every group has a reason, figures that are numbers, and causes as its grade asks', () => {
  for (const { explanation, fromMs, toMs, firstAtMs, lastAtMs } of WORLDS.flatMap(
    ({ groups }) => groups,
  )) {
    const { certainty, causes, reason, expectedByChance } = explanation;
    assert.doesNotMatch(reason, /undefined|NaN|Infinity|∞|^$/);
    assert.ok(fromMs <= toMs && firstAtMs <= lastAtMs);
    assert.ok(Number.isFinite(expectedByChance));
    const hops = new Set(causes.map(({ hop }) => hop)).size;
    if (certainty === 'unexplained') assert.equal(hops, 0);
    else if (certainty === 'possible') assert.ok(hops >= 1);
    else assert.equal(hops, 1, reason);
  }
});

function wordsOf(groups: readonly ExplainedGroup[]): string[] {
  return groups
    .map(({ members, explanation: { certainty, causes } }) => {
      return `${members.length} ${certainty} ${causes.map(({ hop }) => hop).sort()}`;
    })
    .sort();
}

test('a world is a function of its seed', () => {
  assert.equal(livedInWords(live(swarmWorld(3))), livedInWords(WORLDS[2]!));
});

test('tallies of several workers add up', () => {
  const one = emptyTally();
  const other = emptyTally();
  const both = emptyTally();
  for (const [tally, lived] of [
    [one, WORLDS[0]!],
    [other, WORLDS[1]!],
  ] as const) {
    addLived(tally, lived);
    addLived(both, lived);
  }
  merge(one, other);
  assert.deepEqual(one, both);
});

test('one wrongly certain drop in a hundred breaks the property, and one in a quiet night does', () => {
  const tally = emptyTally();
  tally.score.named = 99;
  assert.ok(isMet(tally));
  tally.score.wronglyCertain = 1;
  assert.ok(!isMet(tally));
  const night = emptyTally();
  night.alarms.push(7);
  assert.ok(!isMet(night));
  assert.match(tallyInWords(night), /7: a drop in a quiet night/);
});
