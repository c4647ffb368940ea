import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Drop } from '../explain/drop.ts';
import { peakPerSecond } from '../stats/peak.ts';
import { hopOf, limitOf } from '../testing/scenarios.ts';
import type { Dial } from './dials.ts';
import { recoveriesOf, wakesOf } from './recovery.ts';

const DURATION_MS = 600_000;
const reload = { atMs: 100_000, label: 'reload', hop: 'ingress', event: 'reload' };
const path = {
  hops: [
    hopOf('ingress', [
      limitOf({
        setting: 'worker-shutdown-timeout',
        afterMs: 240_000,
        resetBy: 'nothing',
        startsAt: 'event',
        event: 'reload',
        effects: ['fin'],
      }),
    ]),
  ],
};

function dropped(member: number, atMs: number): Drop {
  return {
    id: member,
    target: 0,
    member,
    atMs,
    ending: { kind: 'rst' },
    ageMs: atMs,
    sinceSentMs: 0,
    sinceReceivedMs: 0,
    quietBeforeLastWriteMs: 0,
    loopDelayMs: 0,
    proven: true,
  };
}

function dial(member: number, dialledAtMs: number, { tookMs = 50, opened = true } = {}): Dial {
  return { target: 0, member, dialledAtMs, atMs: dialledAtMs + tookMs, opened };
}

function recover(drops: readonly Drop[], dials: readonly Dial[], events = [reload]) {
  const wakes = wakesOf(events, { path, durationMs: DURATION_MS });
  return recoveriesOf({ wakes, drops, dials: () => dials, durationMs: DURATION_MS });
}

test('recovery lasts from the event until the last of its drops is open again', () => {
  const drops = [dropped(0, 100_100), dropped(1, 340_000)];
  const dials = [
    dial(0, 0),
    dial(1, 0),
    dial(0, 101_000, { opened: false }),
    dial(0, 102_000, { tookMs: 80 }),
    dial(1, 341_000, { tookMs: 200 }),
  ];
  assert.deepEqual(recover(drops, dials), [
    {
      dropped: 2,
      back: 2,
      missing: 0,
      recoveryMs: 241_200,
      watchedMs: 241_200,
      dials: 3,
      dialsPerSecondMax: 1,
      refused: 1,
      connectMs: Float64Array.of(80, 200),
    },
  ]);
});

test('who never comes back is missing, and is waited for to the end of the run', () => {
  const [one] = recover([dropped(0, 100_100), dropped(1, 100_200)], [dial(1, 100_300)]);
  assert.equal(one!.recoveryMs, null);
  assert.equal(one!.watchedMs, DURATION_MS - reload.atMs);
  assert.deepEqual([one!.back, one!.missing], [1, 1]);
});

test('who drops twice in a wake is back after the second time', () => {
  const drops = [dropped(0, 100_100), dropped(0, 120_000)];
  const [one] = recover(drops, [dial(0, 101_000), dial(0, 125_000)]);
  assert.equal(one!.recoveryMs, 25_050);
  assert.equal(one!.back, 1);
});

test('a wake ends where the next one begins, and a minute after the last delay that it started', () => {
  const second = { ...reload, atMs: 110_000 };
  const drops = [dropped(0, 99_400), dropped(1, 100_000), dropped(2, 109_600), dropped(3, 410_001)];
  const [first, next] = recover(drops, [], [second, reload]);
  assert.deepEqual([first!.dropped, next!.dropped], [1, 1]);
});

test('an event without drops is recovered from at once, and has no storm', () => {
  const [one] = recover([], [dial(0, 100_100)]);
  assert.equal(one!.recoveryMs, 0);
  assert.equal(one!.dials, 0);
});

test('peakPerSecond() slides over the seconds', () => {
  assert.equal(peakPerSecond([]), 0);
  assert.equal(peakPerSecond([2_500, 900, 1_000, 1_899, 1_900]), 3);
});
