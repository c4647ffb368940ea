import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limit } from '../lab-clients.test.ts';
import { activityAt, dueMs, firstDue, noteBytes } from './clocks.ts';

const AT_ONCE = { lazyMs: 0 };

test('dueMs() counts from what resets the limit', () => {
  const activity = activityAt(1_000);
  noteBytes(activity, 'backend', { nowMs: 2_000, ...AT_ONCE });
  noteBytes(activity, 'client', { nowMs: 3_000, ...AT_ONCE });
  const due = (resetBy: Parameters<typeof limit>[0]['resetBy'] & string) =>
    dueMs(limit({ resetBy, afterMs: 500 }), activity);
  assert.equal(due('bytes'), 3_500);
  assert.equal(due('packets'), 3_500);
  assert.equal(due('bytes-to-backend'), 2_500);
  assert.equal(due('bytes-to-client'), 3_500);
  assert.equal(due('nothing'), 1_500);
});

test('dueMs() is never for an event that did not happen and a stall that is none', () => {
  const activity = activityAt(1_000);
  const reload = limit({ startsAt: 'event', event: 'reload', afterMs: 500 });
  const stall = limit({ startsAt: 'stall', afterMs: 500 });
  assert.equal(dueMs(reload, activity), Infinity);
  assert.equal(dueMs(stall, activity), Infinity);
  activity.eventMs.reload = 5_000;
  activity.stalledMs = 6_000;
  assert.equal(dueMs(reload, activity), 5_500);
  assert.equal(dueMs(stall, activity), 6_500);
  activity.stalledMs = undefined;
  assert.equal(dueMs(stall, activity), Infinity);
});

test('noteBytes() does not move a lazy clock for less than its laziness', () => {
  const activity = activityAt(0);
  noteBytes(activity, 'backend', { nowMs: 299, lazyMs: 300 });
  assert.equal(activity.anyMs, 0);
  noteBytes(activity, 'backend', { nowMs: 300, lazyMs: 300 });
  assert.equal(activity.anyMs, 300);
});

test('firstDue() names the limit that comes first', () => {
  const idle = limit({ setting: 'idle', afterMs: 900 });
  const age = limit({ setting: 'age', afterMs: 1_000, startsAt: 'open' });
  const activity = activityAt(0);
  assert.equal(firstDue([age, idle], activity).limit, idle);
  noteBytes(activity, 'client', { nowMs: 200, ...AT_ONCE });
  assert.deepEqual(firstDue([age, idle], activity), { limit: age, atMs: 1_000 });
  assert.deepEqual(firstDue([], activity), { limit: undefined, atMs: Infinity });
});
