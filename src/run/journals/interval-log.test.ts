import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { HistogramLogReader, listTags } from 'hdr-histogram-js';
import { encodeLine } from '../../journal/line.ts';
import type { JournalRecord, RunRecord } from '../../journal/record.ts';
import { Histogram } from '../../stats/histogram.ts';
import { assertGolden } from '../../testing/report/golden.ts';
import { writeNight } from '../../testing/report/journal-folder.ts';
import { cleanPass, fiveCauses } from '../../testing/report/nights.ts';
import { viewOfNight } from '../../testing/report/recorded-run.ts';
import { intervalLog } from './interval-log.ts';
import { runFolderAt } from './run-folder.ts';

const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-hlog-'));
after(() => fs.rmSync(parent, { recursive: true }));

const STARTED_AT_MS = Date.UTC(2026, 10, 22, 1);

let folders = 0;

function folderWith(shards: readonly (readonly JournalRecord[])[]): string {
  folders += 1;
  const folder = path.join(parent, `run-${folders}`);
  fs.mkdirSync(folder);
  for (const [index, records] of shards.entries()) {
    const lines = records.map((record, seq) => `${encodeLine(record, seq)}\n`);
    fs.writeFileSync(runFolderAt(folder).journalPath(index), lines.join(''));
  }
  return folder;
}

/** What HdrHistogram's own reader makes of it. */
function readBack(log: string) {
  const reader = new HistogramLogReader(log);
  const read = [];
  for (let one = reader.nextIntervalHistogram(); one; one = reader.nextIntervalHistogram()) {
    read.push(one);
  }
  return read;
}

function first(names: readonly string[]): RunRecord {
  const { scenario } = cleanPass();
  const targets = names.map((name) => ({ ...scenario.targets[0]!, name }));
  return {
    type: 'run',
    format: 1,
    run: 'r',
    soakVersion: '0.1.0',
    nodeVersion: 'v20.20.0',
    startedAtMs: STARTED_AT_MS,
    shard: { index: 0, count: 2 },
    scenario: { ...scenario, targets },
  };
}

function interval(atMs: number, rtts: readonly number[]): JournalRecord {
  const histogram = new Histogram();
  for (const us of rtts) histogram.record(us);
  const quiet = { opening: 0, open: 1, unproven: 0, opened: 0, refused: 0, dropped: 0 };
  const target = { ...quiet, sent: 1, received: 1, idleMsMax: 0, rttUs: histogram.encode() };
  const generator = { lagMs: 0, cpuMs: 0, rssBytes: 0, openFiles: 0 };
  return { type: 'interval', atMs, targets: [target], generator };
}

test("every line is read back by HdrHistogram's reader, at its time and with its tag", () => {
  const folder = folderWith([
    [first(['tcp 80,a']), interval(2_003, [500, 1_500]), interval(12_001, [700])],
  ]);
  const log = [...intervalLog(folder)].join('');
  assert.deepEqual(listTags(log), ['rtt_tcp_80_a']);
  const read = readBack(log);
  assert.deepEqual(
    read.map(({ startTimeStampMsec, endTimeStampMsec, totalCount }) => [
      startTimeStampMsec - STARTED_AT_MS,
      endTimeStampMsec - STARTED_AT_MS,
      totalCount,
    ]),
    [
      [0, 2_000, 2],
      [2_000, 12_000, 1],
    ],
  );
  assert.match(log, /^Tag=rtt_tcp_80_a,0\.000,2\.000,1\.500,HISTF/m);
});

test('the shards of one moment are one line, and times stand in order', () => {
  const folder = folderWith([
    [first(['a']), interval(2_001, [100]), interval(12_001, [300])],
    [first(['a']), interval(2_048, [200]), interval(12_020, [400])],
  ]);
  const read = readBack([...intervalLog(folder)].join(''));
  assert.deepEqual(
    read.map(({ totalCount, maxValue }) => [totalCount, maxValue]),
    [
      [2, 200],
      [2, 400],
    ],
  );
});

test('a silence between two lines is no interval', () => {
  const folder = folderWith([[first(['a']), interval(2_000, [100]), interval(92_000, [300])]]);
  const [, second] = readBack([...intervalLog(folder)].join(''));
  assert.equal(second!.startTimeStampMsec - STARTED_AT_MS, 82_000);
});

test('a folder without journals has no log', () => {
  assert.deepEqual([...intervalLog(folderWith([]))], []);
});

for (const [name, night] of [
  ['five-causes', fiveCauses({ scale: 0.4 })],
  ['clean-pass', cleanPass()],
] as const) {
  test(`the interval log of ${name} has the times of its report, as it was reviewed`, () => {
    const folder = path.join(parent, name);
    writeNight(night, folder);
    const log = [...intervalLog(folder)].join('');
    const view = viewOfNight(night);
    const lines: string[] = [log.slice(0, log.indexOf('\nTag='))];
    for (const tag of listTags(log)) {
      const of = readBack(log).filter((one) => one.tag === tag);
      const sum = of.shift()!;
      for (const one of of) sum.add(one);
      const index = view.scenario.targets.findIndex((target) => tag.endsWith(`_${target.name}`));
      const times = view.times[tag.startsWith('rtt') ? 'rtt' : 'open'][index]!;
      assert.equal(sum.totalCount, times.count);
      const p99 = sum.getValueAtPercentile(99);
      assert.equal(p99, times.percentile(99));
      lines.push(`${tag}: ${of.length + 1} lines, ${sum.totalCount} times, p99 ${p99} us`);
    }
    assertGolden(`${name}.latency.hlog`, `${lines.join('\n')}\n`);
  });
}
