import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATALOGUE } from './all.ts';

const GRADES = ['measured', 'source', 'documentation', 'unverified'];

/** Words in a note that forbid presenting a figure as a fact. */
const DOUBT = /not (re-)?verified|not re-read|general knowledge|from memory|field reports only/i;

test('the catalogue holds each setting once', () => {
  assert.equal(new Set(CATALOGUE.map(({ id }) => id)).size, CATALOGUE.length);
});

test('every entry names a source and how far it can be trusted', () => {
  for (const { id, sources, verified } of CATALOGUE) {
    assert.ok(sources.length > 0 && sources.every((source) => source.length > 5), id);
    assert.ok(GRADES.includes(verified), id);
  }
});

test('no entry whose note expresses doubt is graded better than unverified', () => {
  for (const { id, verified, verifiedNote } of CATALOGUE) {
    if (verifiedNote !== undefined && DOUBT.test(verifiedNote))
      assert.equal(verified, 'unverified', id);
    if (verified === 'unverified') assert.ok(verifiedNote !== undefined, id);
  }
});

test('a default lies within its range', () => {
  for (const { id, defaultMs, rangeMs } of CATALOGUE) {
    if (rangeMs === undefined) continue;
    assert.ok(rangeMs[0] < rangeMs[1], id);
    if (defaultMs !== null) assert.ok(rangeMs[0] <= defaultMs && defaultMs <= rangeMs[1], id);
  }
});
