import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlacedLimit } from '../../path/path.ts';
import { type Change, changeOf, type Promised } from './promised.ts';

/** Only the times matter here. */
const LIMIT = {} as PlacedLimit;

function after(ms: number): Promised {
  return { kind: 'after', ms, by: [LIMIT] };
}

function unknown(ms?: number): Promised {
  return { kind: 'unknown', why: [], ...(ms !== undefined && { atMost: { ms, by: [LIMIT] } }) };
}

const NEVER: Promised = { kind: 'never' };

test('changeOf() never calls a promise kept that is shorter or that nobody can state', () => {
  const cases: readonly (readonly [old: Promised, fresh: Promised, change: Change])[] = [
    [after(60), after(60), 'same'],
    [NEVER, NEVER, 'same'],
    [after(60), after(30), 'shorter'],
    [NEVER, after(30), 'shorter'],
    [after(30), after(60), 'longer'],
    [after(30), NEVER, 'longer'],
    [after(60), unknown(), 'unknown'],
    [after(60), unknown(90), 'unknown'],
    // Whatever the unread sets, the connection is closed by then.
    [after(60), unknown(30), 'shorter'],
    [NEVER, unknown(), 'unknown'],
    [unknown(), after(60), 'known'],
    [unknown(), NEVER, 'known'],
    [unknown(30), after(60), 'known'],
    [unknown(60), after(30), 'shorter'],
    [unknown(), unknown(), 'still-unknown'],
    [unknown(60), unknown(60), 'still-unknown'],
    // An unread balancer in front of both does not hide what the ingress behind it has lost.
    [unknown(10_800), unknown(60), 'shorter'],
  ];
  for (const [old, fresh, change] of cases)
    assert.equal(changeOf(old, fresh), change, JSON.stringify([old, fresh]));
});
