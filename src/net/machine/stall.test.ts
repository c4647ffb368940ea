import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeStall } from './stall.ts';

const STALLS = [
  [{ ranMs: 290, waitedMs: 5 }, 'own-loop'],
  [{ ranMs: 40, waitedMs: 250 }, 'cpu-starved'],
  [{ ranMs: 4, waitedMs: 1 }, 'paused'],
] as const;

for (const [used, cause] of STALLS) {
  test(`judgeStall() calls ${used.ranMs} ms run and ${used.waitedMs} ms waited ${cause}`, () => {
    const before = { atMs: 1000, ranMs: 500, waitedMs: 100 };
    const after = { atMs: 1300, ranMs: 500 + used.ranMs, waitedMs: 100 + used.waitedMs };
    assert.equal(judgeStall(300, { before, after }), cause);
    assert.equal(judgeStall(50, { before, after }), 'unknown');
    assert.equal(judgeStall(300, { before: undefined, after }), 'unknown');
  });
}
