import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseThreshold } from '../../scenario/build/threshold.ts';
import { NO_NUMBERS } from '../../scenario/figures/no-numbers.ts';
import { checkThreshold, type ThresholdNumbers } from './threshold-check.ts';

const HOUR_MS = 3_600_000;

const none: ThresholdNumbers = { ...NO_NUMBERS, recoveries: () => [], latencyMs: () => null };

function check(expression: string, numbers: Partial<ThresholdNumbers>) {
  const read = parseThreshold(expression);
  assert.ok(read.ok, `${expression} is a threshold`);
  return checkThreshold(read.threshold, { ...none, ...numbers });
}

for (const [expression, numbers, ok, detail] of [
  ['drops <= 0', { opened: 5 }, true, '0 of 5'],
  ['drops <= 0', { opened: 5, dropped: 1 }, false, '1 of 5'],
  ['drops < 0.1%', { opened: 1_000, dropped: 1 }, false, '0.1 %, 1 of 1,000'],
  [
    'drops < 0.1% with 95% confidence',
    { opened: 2_994 },
    false,
    '0 of 2,994, at most 0.1 %; needs 2,995 or more',
  ],
  ['drops < 0.1% with 95% confidence', { opened: 2_995 }, true, '0 of 2,995, at most 0.1 %'],
  ['drops < 0.1% with 95% confidence', { opened: 45_000 }, true, '0 of 45,000, at most 0.0067 %'],
  [
    'drops < 1 per 1000 h',
    { opened: 9, dropped: 2, heldMs: 3_000 * HOUR_MS },
    true,
    '2 in 3,000 connection-hours',
  ],
  [
    'drops < 1 per 1000 h with 95% confidence',
    { opened: 9, heldMs: 2_900 * HOUR_MS },
    false,
    '0 in 2,900 connection-hours, at most 1 per 1,000 h',
  ],
  [
    'drops < 1 per 1000 h with 95% confidence',
    { opened: 9, heldMs: 3_000 * HOUR_MS },
    true,
    '0 in 3,000 connection-hours, at most 1 per 1,000 h',
  ],
  ['connect-failures <= 10', { opened: 90, refused: 10 }, true, '10 of 100'],
  ['connect-failures < 5%', { opened: 90, refused: 10 }, false, '10.0 %, 10 of 100'],
  ['unexplained-drops == 0', { opened: 9, unexplained: 1 }, false, '1 of 9'],
  ['blackholes <= 0', { opened: 9 }, true, '0 of 9'],
  ['rtt p99 < 200ms', { latencyMs: () => 41.2 }, true, '41 ms'],
  ['rtt max < 1s', { latencyMs: () => 1_204 }, false, '1.2 s'],
] as const) {
  test(`checkThreshold() says ${ok} to ${expression} of ${detail}`, () => {
    const checked = check(expression, numbers);
    assert.deepEqual({ ok: checked.ok, detail: checked.detail }, { ok, detail });
    assert.equal(checked.hasData, true);
  });
}

test('checkThreshold() does not count connections that proved nothing as held', () => {
  const { ok, hasData, detail } = check('drops == 0', { opened: 20, unverified: 20 });
  assert.deepEqual({ ok, hasData }, { ok: false, hasData: false });
  assert.equal(detail, 'no connection proved what became of it');
  assert.equal(check('drops < 0.1% with 95% confidence', { opened: 2_995, unknown: 1 }).ok, false);
});

for (const expression of [
  'drops <= 0',
  'drops < 0.1%',
  'drops < 0.1% with 95% confidence',
  'drops < 1 per 1000 h',
  'unexplained-drops == 0',
  'connect-failures <= 10',
  'blackholes <= 0',
  'unverified <= 5',
  'rtt p99 < 200ms',
  'connect p99 < 1s',
  'drops >= 0',
]) {
  test(`checkThreshold() never passes ${expression} without data`, () => {
    const { ok, hasData, measured } = check(expression, {});
    assert.deepEqual({ ok, hasData, measured }, { ok: false, hasData: false, measured: null });
  });
}

const back = {
  dropped: 70,
  possible: 0,
  back: 70,
  missing: 0,
  recoveryMs: 12_000,
  watchedMs: 12_000,
  dials: 70,
  dialsPerSecondMax: 20,
  refused: 0,
  connectMs: new Float64Array(0),
};
const away = { ...back, back: 60, missing: 10, recoveryMs: null, watchedMs: 40_000 };
const unhurt = { ...back, dropped: 0, back: 0, recoveryMs: 0, watchedMs: 0 };

for (const [recoveries, ok, hasData, detail] of [
  [[], false, false, 'no event happened'],
  [[unhurt], true, true, 'nothing dropped after 1 event'],
  [[back, unhurt], true, true, '12 s, 70 dropped after 2 events'],
  [[{ ...back, watchedMs: 60_001 }], false, true, '60 s, 70 dropped after 1 event'],
  [[away], false, false, '70 dropped after 1 event, 10 not back after 40 s'],
  [
    [{ ...away, watchedMs: 90_000 }],
    false,
    true,
    '70 dropped after 1 event, 10 not back after 90 s',
  ],
] as const) {
  test(`recovery within 60s is ${ok ? 'held' : hasData ? 'broken' : 'without data'}: ${detail}`, () => {
    const checked = check('recovery within 60s', { opened: 9, recoveries: () => recoveries });
    assert.deepEqual([checked.ok, checked.hasData, checked.detail], [ok, hasData, detail]);
  });
}
