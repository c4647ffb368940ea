import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expressionOf, parseThreshold } from './threshold.ts';

test('parseThreshold() reads every metric in its own unit', () => {
  const cases: [string, object][] = [
    ['drops < 0.1%', { metric: 'drops', operator: '<', value: 0.001, unit: 'share' }],
    ['drops <= 45', { metric: 'drops', operator: '<=', value: 45, unit: 'count' }],
    [
      'unexplained drops = 0',
      { metric: 'unexplained-drops', operator: '==', value: 0, unit: 'count' },
    ],
    [
      'connect-failures ≤ 1%',
      { metric: 'connect-failures', operator: '<=', value: 0.01, unit: 'share' },
    ],
    [
      'rtt p99 < 200ms',
      { metric: { latency: 'rtt', percentile: 99 }, operator: '<', value: 200, unit: 'ms' },
    ],
    [
      'rtt.p99.9 < 1.5s',
      { metric: { latency: 'rtt', percentile: 99.9 }, operator: '<', value: 1_500, unit: 'ms' },
    ],
    [
      'connect max < 2s',
      { metric: { latency: 'connect', percentile: 100 }, operator: '<', value: 2_000, unit: 'ms' },
    ],
    ['drops < 0.5 per 1000h', { metric: 'drops', operator: '<', value: 0.5, unit: 'per-1000-h' }],
    ['drops-per-1000h < 1', { metric: 'drops', operator: '<', value: 1, unit: 'per-1000-h' }],
    [
      'missing-expected-drops == 0',
      { metric: 'missing-expected-drops', operator: '==', value: 0, unit: 'count' },
    ],
  ];
  for (const [expression, expected] of cases) {
    assert.deepEqual(parseThreshold(expression), {
      ok: true,
      threshold: { expression, ...expected, abort: false },
    });
  }
});

test('parseThreshold() reads a confidence, a target and abort', () => {
  const options = { target: 'wss-443', abort: true };
  assert.deepEqual(parseThreshold('drops  < 0.1% with 95 % confidence', options), {
    ok: true,
    threshold: {
      expression: 'wss-443: drops < 0.1% with 95 % confidence',
      metric: 'drops',
      operator: '<',
      value: 0.001,
      unit: 'share',
      confidence: 0.95,
      target: 'wss-443',
      abort: true,
    },
  });
});

test('parseThreshold() names the word that is wrong', () => {
  const cases: [string, string, string][] = [
    ['drosp < 1', 'drosp', 'soak does not measure "drosp"'],
    ['rtt p101 < 5ms', 'rtt p101', 'soak does not measure "rtt p101"'],
    ['rtt p99 < 200', '200', 'the duration 200 has no unit'],
    ['drops < 200%', '200%', '"200%" is more than 100%'],
    ['drops < 1.5', '1.5', '"1.5" is not a whole number'],
    ['blackholes < 1 per 1000h', '1', '"1" is not a valid rate per 1,000 hours'],
    ['drops < 5 with 95% confidence', '95%', 'only a share or a rate can have a confidence'],
    ['drops < 5% with 100% confidence', '100%', '"100%" is not a valid confidence'],
    ['few drops', '', '"few drops" is not a valid threshold'],
    [`drops < ${'1'.repeat(300)}`, '', 'a threshold has at most 200 characters'],
  ];
  for (const [expression, word, message] of cases) {
    const read = parseThreshold(expression);
    assert.ok(!read.ok, expression);
    assert.deepEqual([read.word, read.message], [word, message]);
  }
});

test('expressionOf() makes a bare number the most that passes', () => {
  assert.deepEqual(
    [
      expressionOf('drops', 0),
      expressionOf('connect-failures', 10),
      expressionOf('drops', '< 1%'),
      expressionOf('drops', '1%'),
    ],
    ['drops == 0', 'connect-failures <= 10', 'drops < 1%', 'drops <= 1%'],
  );
});

test('p999 is p99.9', () => {
  const percentile = (expression: string) => {
    const read = parseThreshold(expression);
    return read.ok && typeof read.threshold.metric === 'object'
      ? read.threshold.metric.percentile
      : undefined;
  };
  assert.deepEqual(
    ['rtt p99 < 1s', 'rtt p999 < 1s', 'rtt p9999 < 1s', 'rtt p99.9 < 1s', 'rtt p101 < 1s'].map(
      percentile,
    ),
    [99, 99.9, 99.99, 99.9, undefined],
  );
});

test('recovery is a time within which all are back after an event', () => {
  for (const expression of ['recovery within 60s', 'recovery <= 1m', 'RECOVERY Within 60s']) {
    const read = parseThreshold(expression);
    assert.ok(read.ok, expression);
    const { metric, operator, value, unit } = read.threshold;
    assert.deepEqual([metric, operator, value, unit], ['recovery', '<=', 60_000, 'ms']);
  }
  assert.equal(expressionOf('recovery', 'within 60s'), 'recovery within 60s');
  assert.equal(expressionOf('recovery', '60s'), 'recovery <= 60s');
});
