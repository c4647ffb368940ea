import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Analysis } from '../../analysis/analyze.ts';
import { fateOf } from '../../analysis/connections.ts';
import { encodeLine } from '../../journal/line.ts';
import type { JournalRecord, NoteRecord } from '../../journal/record.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Histogram } from '../../stats/histogram.ts';
import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from '../../testing/scenarios.ts';
import { simulate } from '../../testing/simulate.ts';
import { readRun } from '../journals/read-run.ts';
import { mergeRuns } from './merge-runs.ts';

const STARTED_AT_MS = Date.UTC(2026, 10, 22, 1);
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-merge-'));
after(() => fs.rmSync(root, { recursive: true }));

const limits = [limitOf({ setting: 'EstablishedTimeout', afterMs: 60_000, effects: ['rst'] })];
const way = { hops: [hopOf('slb', limits)] };
const onDrop = { kind: 'redial', baseMs: 1_000, maxMs: 4_000 } as const;

function scenarioFor(connections: number): Scenario {
  return scenarioOf({
    path: way,
    targets: [
      targetOf(way, {
        connections,
        onDrop,
        traffic: { onOpen: [], beats: [heartbeatOf(10_000)] },
      }),
      targetOf(way, { name: 'silent', connections, onDrop }),
    ],
    rampMs: 5_000,
    holdMs: 240_000,
  });
}

/** What shard `index` of a run of the scenario on one machine writes, with times of its own in it. */
function shardOf(scenario: Scenario, index: number, count: number): readonly JournalRecord[] {
  const network = {
    seed: 5 + index,
    rttMs: [5, 50] as const,
    faults: [
      { atMs: 90_000, hop: 'slb', kind: 'rst', count: 7, target: scenario.targets[0]!.name },
    ],
  } as const;
  const { records } = simulate({ scenario, shard: { index, count }, network });
  const run: JournalRecord = {
    type: 'run',
    format: 1,
    run: 'r',
    soakVersion: '0',
    nodeVersion: 'v20',
    startedAtMs: STARTED_AT_MS,
    shard: { index, count },
    scenario,
  };
  return [run, ...records.map((record, nth) => withTimes(record, nth + index))];
}

function withTimes(record: JournalRecord, nth: number): JournalRecord {
  if (record.type !== 'interval') return record;
  const histogram = new Histogram();
  for (let time = 0; time < 20; time += 1)
    histogram.record(1_000 + ((nth * 37 + time * 911) % 9_000));
  const encoded = histogram.encode();
  const targets = record.targets.map((one) => ({ ...one, rttUs: encoded, openUs: encoded }));
  return { ...record, targets };
}

function write(
  name: string,
  shards: ReadonlyMap<number, readonly JournalRecord[]>,
  events: readonly NoteRecord[] = [],
): string {
  const folder = path.join(root, name);
  fs.mkdirSync(folder);
  for (const [index, records] of shards) {
    const file = path.join(folder, `shard-${String(index).padStart(3, '0')}.ndjson`);
    fs.writeFileSync(file, records.map((record, seq) => `${encodeLine(record, seq)}\n`).join(''));
  }
  if (events.length > 0) {
    const lines = events.map((record, seq) => `${encodeLine(record, seq)}\n`);
    fs.writeFileSync(path.join(folder, 'events.ndjson'), lines.join(''));
  }
  return folder;
}

function merged(folders: readonly string[], name: string): Analysis {
  const out = path.join(root, name);
  const result = mergeRuns(folders, out);
  assert.ok(result.ok, result.ok ? '' : result.message);
  return viewOf(out);
}

function viewOf(folder: string): Analysis {
  const read = readRun(folder);
  assert.ok(read.ok, read.ok ? '' : read.message);
  return read.analysis;
}

/** All that a report says, and all that its charts are drawn of. */
function toldBy({ summary, timeline, times, connections }: Analysis) {
  const hours = summary.run.connectionHours;
  return {
    // Sums of fractions depend on their order in the last digit.
    summary: { ...summary, run: { ...summary.run, id: '', connectionHours: hours.toFixed(9) } },
    moments: timeline.moments,
    histograms: [...times.rtt, ...times.open].map((one) => one.encode()),
    connections: [...connections].map((one) =>
      [one.target, one.openedAtMs, one.ended?.ageMs, fateOf(one)].join(' '),
    ),
  };
}

const reload: NoteRecord = {
  type: 'note',
  atMs: 90_000,
  kind: 'event',
  label: 'reload',
  hop: 'slb',
  event: 'reload',
  source: 'mark',
};

test('shards of one run that were kept apart become that run again', () => {
  const scenario = scenarioFor(60);
  const shards = [0, 1, 2].map((index) => shardOf(scenario, index, 3));
  const whole = write('whole', new Map(shards.entries()), [reload]);
  const apart = shards.map((records, index) =>
    write(`apart-${index}`, new Map([[index, records]]), index === 1 ? [reload] : []),
  );
  assert.deepEqual(toldBy(merged(apart, 'together')), toldBy(viewOf(whole)));
  assert.ok(viewOf(whole).summary.targets.every(({ dropped }) => dropped > 0));
});

test('runs of several machines are told as one machine would tell them, histograms included', () => {
  const COUNT = 3;
  const whole = Array.from({ length: COUNT }, (_, index) =>
    shardOf(scenarioFor(60 * COUNT), index, COUNT),
  );
  const machines = whole.map((records, index) =>
    write(
      `machine-${index}`,
      new Map([[0, records.map((record) => asAlone(record, index, COUNT))]]),
    ),
  );
  const one = toldBy(viewOf(write('one-machine', new Map(whole.entries()))));
  const all = toldBy(merged(machines, 'all-machines'));
  const { warnings } = all.summary;
  assert.match(
    warnings.at(-1)!,
    /merged from 3 runs by their wall clocks, which were not compared/,
  );
  assert.deepEqual(
    {
      ...all,
      connections: all.connections.toSorted(),
      summary: { ...all.summary, warnings: warnings.slice(0, -1) },
    },
    { ...one, connections: one.connections.toSorted() },
  );
});

/** The same record as a machine writes it that is all of a run of its own. */
function asAlone(record: JournalRecord, index: number, count: number): JournalRecord {
  if (record.type === 'run')
    return {
      ...record,
      run: `m${index}`,
      shard: { index: 0, count: 1 },
      scenario: scenarioFor(60),
    };
  if (!('id' in record)) return record;
  return { ...record, id: (record.id - index) / count, member: (record.member - index) / count };
}

test('a machine that began later is put later on the timeline, and its events with it', () => {
  const scenario = scenarioFor(4);
  const [run, ...records] = shardOf(scenario, 0, 1);
  assert.ok(run?.type === 'run');
  const early = write('early', new Map([[0, [run, ...records]]]), [reload]);
  const late = write(
    'late',
    new Map([[0, [{ ...run, startedAtMs: STARTED_AT_MS + 7_000 }, ...records]]]),
    [
      { ...reload, atMs: 84_000 },
      { ...reload, label: 'other' },
    ],
  );
  const { summary } = merged([late, early], 'shifted');
  assert.equal(summary.run.startedAt, new Date(STARTED_AT_MS).toISOString());
  assert.deepEqual(
    summary.events.map(({ atMs, label }) => [atMs, label]),
    [
      [90_000, 'reload'],
      [97_000, 'other'],
    ],
  );
  assert.match(summary.warnings.join('\n'), /late \+7\.0 s, early \+0\.0 s/);
  assert.equal(summary.run.durationMs, viewOf(early).summary.run.durationMs + 7_000);
});

test('what is damaged, torn or missing is so in the merged run too', () => {
  const shards = [0, 1].map((index) => shardOf(scenarioFor(8), index, 3));
  const folder = write('damaged', new Map(shards.entries()));
  const file = path.join(folder, 'shard-000.ndjson');
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  lines[5] = lines[5]!.replace('"atMs"', '"atMS"');
  fs.writeFileSync(file, lines.join('\n').slice(0, -20));
  const whole = shardOf(scenarioFor(8), 0, 1).map((record) =>
    record.type === 'run' ? { ...record, run: 'another' } : record,
  );
  const again = write('damaged-other', new Map([[0, whole]]));
  const expected = viewOf(folder).summary.warnings.filter((line) =>
    /damaged|cut off|left no/.test(line),
  );
  const { summary } = merged([folder, again], 'damaged-merged');
  assert.equal(expected.length, 3);
  for (const line of expected) assert.ok(summary.warnings.includes(line), line);
  assert.equal(summary.run.complete, false);
});

test('what cannot be merged is told with its reason, and nothing is written', () => {
  const a = write('a', new Map([[0, shardOf(scenarioFor(4), 0, 1)]]));
  const b = write('b', new Map([[0, shardOf(scenarioFor(5), 0, 1)]]));
  const why = (folders: readonly string[], out = path.join(root, 'never')) => {
    const result = mergeRuns(folders, out);
    return result.ok ? '' : result.message;
  };
  assert.match(why([a, b]), /their scenarios differ in targets \([0-9a-f]{12} and [0-9a-f]{12}\)/);
  assert.match(why([a, a]), /shard 0 of run r is in .* already/);
  assert.match(why([a, path.join(root, 'nothing')]), /Cannot find a journal/);
  assert.match(
    why([a, write('c', new Map([[0, shardOf(scenarioFor(4), 0, 1).slice(1)]]))]),
    /first record/,
  );
  assert.match(why([a, path.join(root, 'machine-0')], root), /differ|not empty/);
  assert.equal(fs.existsSync(path.join(root, 'never')), false);
});
