import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live } from './score.ts';
import { swarmWorld } from './swarm-world.ts';
import { addQuietNight, addWorld, emptyTally, isMet, merge, sharesOf } from './tally.ts';
import { livedInWords, tallyInWords } from './words.ts';

const WORLDS = 24;

test(`every drop that was caused in ${WORLDS} worlds is explained by what caused it, or honestly not at all`, () => {
  const tally = emptyTally();
  for (let seed = 1; seed <= WORLDS; seed += 1) addWorld(tally, seed);
  assert.ok(sharesOf(tally).drops > 1_000, tallyInWords(tally));
  assert.ok(isMet(tally), tallyInWords(tally));
});

test(`no drop is invented in ${WORLDS} quiet nights with marks, stalls and slow paths`, () => {
  const tally = emptyTally();
  for (let seed = 1; seed <= WORLDS; seed += 1) addQuietNight(tally, seed);
  assert.deepEqual(tally.alarms, []);
});

test('a world is a function of its seed', () => {
  const told = () => livedInWords(live(swarmWorld(3)));
  assert.equal(told(), told());
});

test('tallies of several workers add up', () => {
  const one = emptyTally();
  const other = emptyTally();
  addWorld(one, 1);
  addWorld(other, 2);
  const both = emptyTally();
  addWorld(both, 1);
  addWorld(both, 2);
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
