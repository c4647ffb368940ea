import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatSeconds,
  formatShare,
  parseCount,
  parseDuration,
  parsePercent,
  parseRate,
  parseSize,
  type Reading,
} from './units.ts';

/** What a reader makes of each input: the value, or what is wrong with it. */
function readings(read: (input: unknown) => Reading<number>, inputs: readonly unknown[]) {
  return inputs.map((input) => {
    const reading = read(input);
    return reading.ok ? reading.value : `${reading.message}; ${reading.hint}`;
  });
}

test('parseDuration() reads every unit, alone and from large to small', () => {
  const written = ['250ms', '1.5s', '10800s', '5m', '5min', '3h', '2d', '3h 5m', '1h30m10s', '0s'];
  const expected = [250, 1500, 1.08e7, 3e5, 3e5, 1.08e7, 1.728e8, 1.11e7, 5_410_000, 0];
  assert.deepEqual(readings(parseDuration, written), expected);
});

test('parseDuration() reads what formatDuration() writes', () => {
  for (const ms of [41, 900_000, 11_100_000, 3_600_000, 86_400_000, 1_500, 36_010_000]) {
    assert.deepEqual(readings(parseDuration, [formatDuration(ms)]), [ms]);
  }
});

test('parseDuration() asks for the unit and says what would be right', () => {
  const hint = 'a duration with a unit, such as 250ms, 30s, 5m or 3h 5m';
  const cases: [unknown, string][] = [
    [10800, 'the duration 10800 has no unit; write a unit, such as 10800s or 10800ms'],
    ['10800', 'the duration 10800 has no unit; write a unit, such as 10800s or 10800ms'],
    ['5 sec', `"5 sec" has the unknown unit "sec"; ${hint}`],
    ['5m 3h', `"5m 3h" does not go from large to small units; ${hint}`],
    ['5s 3s', `"5s 3s" does not go from large to small units; ${hint}`],
    ['-5s', `"-5s" is not a valid duration; ${hint}`],
    ['', `"" is not a valid duration; ${hint}`],
    ['1e3s', `"1e3s" has the unknown unit "e"; ${hint}`],
    ['5 constructor', `"5 constructor" has the unknown unit "constructor"; ${hint}`],
    ['2000d', 'the duration "2000d" is too long; at most 1000d'],
    [undefined, `nothing is not a valid duration; ${hint}`],
    [{}, `a mapping is not a valid duration; ${hint}`],
    [['5s'], `a list is not a valid duration; ${hint}`],
    [true, `true is not a valid duration; ${hint}`],
  ];
  assert.deepEqual(
    readings(
      parseDuration,
      cases.map(([input]) => input),
    ),
    cases.map(([, message]) => message),
  );
});

test('parseCount() reads whole numbers, with k and M, and explains a comma', () => {
  const hint = 'a whole number, such as 500, 1_000, 20k or 2M';
  assert.deepEqual(
    readings(parseCount, [
      20,
      '20k',
      '1.5k',
      '2M',
      '1_000',
      '20,000',
      '1.0001k',
      '-3',
      1.5,
      '0x10',
    ]),
    [
      20,
      20_000,
      1_500,
      2_000_000,
      1_000,
      '"20,000" is not a valid count; write 20000 or 20_000',
      `"1.0001k" is not a whole number; ${hint}`,
      `"-3" is not a valid count; ${hint}`,
      `"1.5" is not a whole number; ${hint}`,
      `"0x10" is not a valid count; ${hint}`,
    ],
  );
});

test('parseSize() tells 1,000 from 1,024 and asks for the unit', () => {
  const hint = 'a size with a unit, such as 256B, 1kB or 64KiB';
  assert.deepEqual(readings(parseSize, ['256B', '1kB', '64KiB', '1.5 MiB', 256, '64kib', '0.5B']), [
    256,
    1_000,
    65_536,
    1_572_864,
    'the size 256 has no unit; write a unit, such as 256B or 256KiB',
    '"64kib" has the unknown unit "kib"; write 64KiB',
    `"0.5B" is not a whole number of bytes; ${hint}`,
  ]);
});

test('parseRate() reads a number per time', () => {
  const hint = 'a number per unit of time, such as 100/s, 6000/min or 1k/s';
  assert.deepEqual(
    readings(parseRate, ['100/s', '6000/min', '1k/s', '0.5/s', '3600/h', '100', 'x/s']),
    [
      100,
      100,
      1_000,
      0.5,
      1,
      `"100" is not a valid rate; ${hint}`,
      `"x" is not a valid rate; ${hint}`,
    ],
  );
});

test('parsePercent() asks for the sign, because 0.1 could be either', () => {
  assert.deepEqual(readings(parsePercent, ['50%', '0.1 %', '100%', 0.1, '101%', 'half']), [
    0.5,
    0.001,
    1,
    'the share 0.1 has no % sign; write 0.1% or 10%',
    '"101%" is more than 100%; at most 100%',
    '"half" is not a valid share; a number with a % sign, such as 50% or 0.1%',
  ]);
});

test('formatDuration() stays in seconds below an hour, so that it can be compared with a setting', () => {
  const cases: [number, string][] = [
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [41.3, '41 ms'],
    [999.6, '1 s'],
    [1_500, '1.5 s'],
    [12_345, '12.3 s'],
    [900_000, '900 s'],
    [912_340, '912 s'],
    [3_599_600, '1 h'],
    [11_100_000, '3 h 5 min'],
    [3_605_000, '1 h 5 s'],
    [-1_500, '-1.5 s'],
    [Number.POSITIVE_INFINITY, 'forever'],
  ];
  assert.deepEqual(
    cases.map(([ms]) => formatDuration(ms)),
    cases.map(([, text]) => text),
  );
});

test('formatSeconds() writes a timeout as its setting does', () => {
  assert.deepEqual([10_800_000, 500, 0, 1_500].map(formatSeconds), [
    '10800 s',
    '500 ms',
    '0 s',
    '1.5 s',
  ]);
});

test('formatShare() never says 0 % of some and never 100 % of not all', () => {
  const cases: [number, string][] = [
    [0, '0 %'],
    [0.000067, '0.0067 %'],
    [0.0156, '1.56 %'],
    [0.5, '50 %'],
    [1, '100 %'],
    [0.99999, '> 99.99 %'],
    [1e-12, '< 0.000001 %'],
    [0.00022, '0.022 %'],
  ];
  assert.deepEqual(
    cases.map(([share]) => formatShare(share)),
    cases.map(([, text]) => text),
  );
});

test('formatCount() and formatBytes() write large numbers for people', () => {
  assert.deepEqual([0, 999, 46_100, 1_234_567].map(formatCount), [
    '0',
    '999',
    '46,100',
    '1,234,567',
  ]);
  assert.deepEqual([256, 65_536, 1_572_864, 1_181_116_006, 1_023].map(formatBytes), [
    '256 B',
    '64 KiB',
    '1.5 MiB',
    '1.1 GiB',
    '1023 B',
  ]);
});
