import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goDurationMs, nginxTimeMs, secondsMs } from './durations.ts';

test("nginx's times are read with and without unit", () => {
  const table: readonly (readonly [string, number | undefined])[] = [
    ['60', 60_000],
    ['240s', 240_000],
    ['1h 30m', 5_400_000],
    ['1d', 86_400_000],
    ['250ms', 250],
    ['1M', 2_592_000_000],
    ['', undefined],
    ['-1s', undefined],
    ['1.5s', undefined],
    ['soon', undefined],
  ];
  for (const [text, ms] of table) assert.equal(nginxTimeMs(text), ms, text);
});

test("Go's durations are read, and nothing else", () => {
  const table: readonly (readonly [string, number | undefined])[] = [
    ['8000s', 8_000_000],
    ['2h13m20s', 8_000_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
    ['0', 0],
    ['100ms', 100],
    ['60', undefined],
    ['1d', undefined],
    ['infinity', undefined],
  ];
  for (const [text, ms] of table) assert.equal(goDurationMs(text), ms, text);
});

test('secondsMs() takes whole seconds only', () => {
  assert.equal(secondsMs('3600'), 3_600_000);
  for (const text of ['3600s', '-1', '1.0', ' 1', ''])
    assert.equal(secondsMs(text), undefined, text);
});
