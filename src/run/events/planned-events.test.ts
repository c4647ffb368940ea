import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { PlannedEvents } from './planned-events.ts';

const DAY_MS = 86_400_000;

test('planned events happen in order at their times, also those that are due at once or in a month', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  try {
    const happened: string[] = [];
    const events = [
      { atMs: 0, label: 'at once' },
      { atMs: 500, label: 'first' },
      { atMs: 500, label: 'second' },
      { atMs: 30 * DAY_MS, label: 'in a month' },
    ];
    const nowMs = () => Date.now();
    const planned = new PlannedEvents(events, {
      nowMs,
      happen: ({ label }) => happened.push(`${label} ${Date.now()}`),
    });
    mock.timers.tick(1);
    mock.timers.tick(498);
    assert.deepEqual(happened, ['at once 1']);
    mock.timers.tick(1);
    assert.deepEqual(happened.slice(1), ['first 500', 'second 500']);
    mock.timers.tick(25 * DAY_MS);
    assert.equal(happened.length, 3);
    mock.timers.tick(5 * DAY_MS);
    assert.equal(happened.length, 4);
    planned.stop();
  } finally {
    mock.timers.reset();
  }
});

test('planned events that were stopped happen no more', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  try {
    const happened: string[] = [];
    const planned = new PlannedEvents([{ atMs: 10, label: 'one' }], {
      nowMs: () => Date.now(),
      happen: ({ label }) => happened.push(label),
    });
    planned.stop();
    mock.timers.tick(100);
    assert.deepEqual(happened, []);
  } finally {
    mock.timers.reset();
  }
});
