import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IntervalRecord } from '../../journal/record.ts';
import { LivePlots } from '../../report/live/plots.ts';
import { Histogram } from '../../stats/histogram.ts';
import { addColumns, emptyDrawn } from './drawn.ts';

function second(atS: number, open: number, rttMs?: number): IntervalRecord {
  const quiet = { opening: 0, unproven: 0, refused: 0, sent: 0, received: 0, idleMsMax: 0 };
  const rtt = new Histogram();
  if (rttMs !== undefined) rtt.record(rttMs * 1_000);
  const targets = [
    { ...quiet, open, opened: 1, dropped: 2, ...(rttMs !== undefined && { rttUs: rtt.encode() }) },
    { ...quiet, open: 7, opened: 0, dropped: 0 },
  ];
  const generator = { lagMs: atS, cpuMs: 1, rssBytes: 1, openFiles: 1 };
  return { type: 'interval', atMs: atS * 1_000, targets, generator };
}

test('a browser that came first and one that came later draw the same', () => {
  const plots = new LivePlots(2);
  const early = emptyDrawn(2);
  addColumns(early, plots.all());
  for (let atS = 1; atS <= 40; atS += 1) {
    plots.add(second(atS, 100 - atS, atS % 10 === 0 ? 3 : undefined), 0);
    // The other shard tells of a second later.
    if (atS > 2) plots.add(second(atS - 2, 50), 1);
    addColumns(early, plots.latest());
  }
  const late = emptyDrawn(2);
  addColumns(late, plots.all());
  assert.deepEqual(early, late);
  assert.equal(late.seconds.length, 40);
  assert.deepEqual(late.open[1]!.at(-1), 14);
  assert.equal(late.opened[20], 2);
  assert.equal(late.dropped[20], 4);
  assert.deepEqual(late.p50.slice(8, 11), [null, 3, null]);
  assert.equal(late.lagMs.at(-1), 40);
});

test('a long run is drawn in longer steps, and never in more than some thousand', () => {
  const plots = new LivePlots(2);
  for (let atS = 1; atS <= 10_000; atS += 1) plots.add(second(atS, 5), 0);
  assert.equal(plots.stepMs, 4_000);
  const drawn = emptyDrawn(2);
  addColumns(drawn, plots.all());
  assert.equal(drawn.seconds.length, 2_500);
  assert.equal(drawn.opened[9], 1, 'still per second');
});
