import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ThresholdSummary } from '../summary/summary.ts';
import { type Evidence, judge } from './verdict.ts';

const held: ThresholdSummary = {
  expression: 'drops <= 0',
  ok: true,
  hasData: true,
  measured: 0,
  detail: '',
};
const broken: ThresholdSummary = { ...held, ok: false, measured: 3 };
const empty: ThresholdSummary = {
  ...held,
  expression: 'rtt p99 < 1s',
  ok: false,
  hasData: false,
  measured: null,
};
const good: Omit<Evidence, 'withoutOwn'> = {
  thresholds: [held],
  opened: 10,
  dialled: 10,
  complete: true,
  ended: undefined,
  stalledShare: 0,
};

for (const [what, evidence, verdict, exitCode] of [
  ['everything held', {}, 'pass', 0],
  ['there is no threshold at all', { thresholds: [] }, 'pass', 0],
  ['one of two thresholds is broken', { thresholds: [held, broken] }, 'fail', 1],
  [
    'only the drops of a stalled generator break it',
    { thresholds: [broken], withoutOwn: [held] },
    'inconclusive',
    4,
  ],
  [
    'a threshold holds only with drops of the generator itself',
    { thresholds: [held], withoutOwn: [broken] },
    'inconclusive',
    4,
  ],
  [
    'drops of the generator and of the path break it',
    { thresholds: [broken], withoutOwn: [broken] },
    'fail',
    1,
  ],
  ['a threshold has no data', { thresholds: [held, empty] }, 'inconclusive', 4],
  ['one is broken and another has no data', { thresholds: [broken, empty] }, 'fail', 1],
  ['nothing was dialled', { opened: 0, dialled: 0, thresholds: [] }, 'inconclusive', 4],
  ['nothing opened', { opened: 0, dialled: 10, thresholds: [] }, 'inconclusive', 4],
  [
    'nothing opened, and that is a broken threshold',
    { opened: 0, dialled: 10, thresholds: [broken] },
    'fail',
    1,
  ],
  ['a shard is lost', { complete: false }, 'inconclusive', 4],
  [
    'a shard is lost, and the rest shows a failure',
    { complete: false, thresholds: [broken] },
    'fail',
    1,
  ],
  ['the generator stalled for 2 % of the hold', { stalledShare: 0.02 }, 'inconclusive', 4],
  ['the generator stalled for 0.5 % of the hold', { stalledShare: 0.005 }, 'pass', 0],
  ['Ctrl-C came, and all was well', { ended: 'interrupted' }, 'inconclusive', 130],
  [
    'Ctrl-C came, and a threshold is broken',
    { ended: 'interrupted', thresholds: [broken] },
    'fail',
    130,
  ],
  ['SIGTERM came', { ended: 'terminated' }, 'inconclusive', 143],
  ['it was stopped early, and what was measured holds', { ended: 'aborted' }, 'inconclusive', 4],
  ['a threshold aborted it', { ended: 'aborted', thresholds: [broken] }, 'fail', 1],
] as const) {
  test(`judge() says ${verdict} and ${exitCode} when ${what}`, () => {
    const { thresholds = good.thresholds, ...rest } = evidence as Partial<Evidence>;
    const judged = judge({ ...good, thresholds, withoutOwn: thresholds, ...rest });
    assert.deepEqual([judged.verdict, judged.exitCode], [verdict, exitCode]);
    assert.equal(judged.verdict === 'inconclusive', judged.reasons.length > 0);
  });
}
