import assert from 'node:assert/strict';
import { test } from 'node:test';
import { test as collect, collectedTests, collectFrom } from './collect.ts';

test('collected tests have an id of their own, run more than once and fail by rejecting', async () => {
  const order: string[] = [];
  collectFrom('a.test.js');
  collect('same', () => order.push('first'));
  collect('same', { skip: false }, (context) => {
    context.after(() => order.push('after'));
    throw new Error('broken');
  });
  collect('skipped', { skip: 'no tool' }, () => order.push('never'));
  collectFrom('b.test.js');
  collect('same', async () => await Promise.reject(new Error('later')));

  const tests = collectedTests();
  assert.deepEqual(
    tests.map(({ id }) => id),
    ['a.test.js same', 'a.test.js same (2)', 'b.test.js same'],
  );
  await tests[0]?.run();
  await tests[0]?.run();
  await assert.rejects(tests[1]?.run() ?? Promise.resolve(), /broken/);
  await assert.rejects(tests[2]?.run() ?? Promise.resolve(), /later/);
  assert.deepEqual(order, ['first', 'first', 'after']);
});
