import path from 'node:path';
import { readJournal } from '../../journal/reader.ts';
import type {
  EncodedHistogram,
  IntervalRecord,
  JournalRecord,
  RunRecord,
} from '../../journal/record.ts';
import { Histogram } from '../../stats/histogram.ts';
import { journalsIn } from './run-folder.ts';

/** One line: the times of one kind, of one target, over all shards. */
interface Row {
  readonly tag: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly histogram: EncodedHistogram;
}

/** Shards close their intervals on one grid of a second, each a little late. */
const GRID_MS = 1_000;

/** A shard tells its times every so often: what is older was told before. */
const SPAN_MS = 10_000;

const KINDS = [
  ['rtt', 'rttUs'],
  ['connect', 'openUs'],
] as const;

/**
 * The round trips and connect times of a run as an HdrHistogram interval log, format 1.3, in microseconds and
 * with a tag per target: for HdrHistogram's own plotter and log processors. Nothing when there is no journal.
 */
export function* intervalLog(folder: string): Generator<string> {
  const files = journalsIn(folder);
  const run = files.map((file) => firstOf(readJournal(file))).find((first) => first !== undefined);
  if (run === undefined) return;
  yield* head(run, path.basename(folder));
  for (const rows of inStep(files.map((file) => rowsOf(file, run)))) {
    for (const row of merged(rows)) yield lineOf(row);
  }
}

function* head({ startedAtMs, soakVersion }: RunRecord, id: string): Generator<string> {
  const seconds = (startedAtMs / 1_000).toFixed(3);
  const when = new Date(startedAtMs).toISOString();
  yield `#[soak ${soakVersion}, run ${id}: values in microseconds, Interval_Max in milliseconds]\n`;
  yield '#[Histogram log format version 1.3]\n';
  yield `#[BaseTime: ${seconds} (seconds since epoch)]\n`;
  yield `#[StartTime: ${seconds} (seconds since epoch), ${when}]\n`;
  yield '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"\n';
}

function* rowsOf(file: string, { scenario }: RunRecord): Generator<Row> {
  const tags = scenario.targets.map(({ name }) => name.replace(/[\s,]/g, '_'));
  let toldAtMs = 0;
  for (const record of readJournal(file)) {
    if (record.type !== 'interval') continue;
    const endMs = Math.round(record.atMs / GRID_MS) * GRID_MS;
    const startMs = Math.min(endMs, Math.max(toldAtMs, endMs - SPAN_MS));
    for (const [tag, histogram] of timesIn(record, tags)) {
      yield { tag, startMs, endMs, histogram };
      toldAtMs = endMs;
    }
  }
}

function* timesIn(
  { targets }: IntervalRecord,
  tags: readonly string[],
): Generator<readonly [tag: string, histogram: EncodedHistogram]> {
  for (const [index, target] of targets.entries()) {
    for (const [kind, key] of KINDS) {
      const histogram = target[key];
      if (histogram !== undefined) yield [`${kind}_${tags[index]!}`, histogram];
    }
  }
}

/** The rows of all shards that end at one time, after the other: days of many targets are not held at once. */
function* inStep(shards: readonly Generator<Row>[]): Generator<readonly Row[]> {
  const heads = shards.map((rows) => ({ rows, next: rows.next() }));
  for (;;) {
    const ends = heads.flatMap(({ next }) => (next.done === true ? [] : [next.value.endMs]));
    if (ends.length === 0) return;
    const endMs = Math.min(...ends);
    const found: Row[] = [];
    for (const head of heads) {
      while (head.next.done !== true && head.next.value.endMs <= endMs) {
        found.push(head.next.value);
        head.next = head.rows.next();
      }
    }
    yield found.toSorted((a, b) => (a.tag < b.tag ? -1 : Number(a.tag > b.tag)));
  }
}

/** Rows of several shards for the same time become one. */
function* merged(rows: readonly Row[]): Generator<Row> {
  for (let index = 0; index < rows.length; ) {
    const first = rows[index]!;
    let end = index + 1;
    while (rows[end]?.tag === first.tag && rows[end]?.endMs === first.endMs) end += 1;
    yield end === index + 1 ? first : sum(rows.slice(index, end));
    index = end;
  }
}

function sum(rows: readonly Row[]): Row {
  const histogram = new Histogram();
  for (const row of rows) histogram.add(row.histogram);
  const startMs = Math.min(...rows.map((row) => row.startMs));
  return { ...rows[0]!, startMs, histogram: histogram.encode() };
}

function lineOf({ tag, startMs, endMs, histogram: { hdr, max } }: Row): string {
  const [start, length] = [startMs, endMs - startMs].map((ms) => (ms / 1_000).toFixed(3));
  return `Tag=${tag},${start},${length},${(max / 1_000).toFixed(3)},${hdr}\n`;
}

function firstOf(records: Generator<JournalRecord>): RunRecord | undefined {
  for (const record of records) if (record.type === 'run') return record;
  return undefined;
}
