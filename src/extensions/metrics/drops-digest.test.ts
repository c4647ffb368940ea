import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { encodeLine } from '../../journal/line.ts';
import type { EndedRecord, JournalRecord } from '../../journal/record.ts';
import { ExplainedRun } from '../../run/explaining/explained-run.ts';
import { type RunFolder, runFolderAt } from '../../run/journals/run-folder.ts';
import { cleanPass } from '../../testing/report/nights.ts';
import { createDigest, type DropBooks } from './drops-digest.ts';

const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-drops-'));
after(() => fs.rmSync(parent, { recursive: true }));

const { scenario } = cleanPass();
const NAMES = scenario.targets.map(({ name }) => name);
const RUN: JournalRecord = {
  type: 'run',
  format: 1,
  run: 'r',
  soakVersion: '0.1.0',
  nodeVersion: 'v20.20.0',
  startedAtMs: 0,
  shard: { index: 0, count: 1 },
  scenario,
};

/** A journal that grows. */
class Journal {
  readonly folder: RunFolder;
  #seq = 0;

  constructor() {
    this.folder = runFolderAt(fs.mkdtempSync(path.join(parent, 'run-')));
    this.write([RUN]);
  }

  write(records: readonly JournalRecord[]): void {
    for (const record of records) {
      fs.appendFileSync(this.folder.journalPath(0), `${encodeLine(record, this.#seq)}\n`);
      this.#seq += 1;
    }
  }
}

/** A silence of 900 s that a load balancer ends. */
function cut(id: number, atMs: number, idleMs = 900_200): EndedRecord {
  return {
    type: 'ended',
    id,
    atMs,
    target: 0,
    member: id,
    ending: { kind: 'rst' },
    ageMs: atMs - 5_000,
    sinceSentMs: idleMs,
    sinceReceivedMs: idleMs,
    quietBeforeLastWriteMs: 0,
    loopDelayMs: 0,
    proven: true,
    sentBytes: 5,
    receivedBytes: 5,
  };
}

function refused(id: number, code: string): JournalRecord {
  const refusal = { phase: 'upgrade', code } as const;
  return { type: 'refused', id, atMs: 100, target: 1, member: id, tookMs: 3, refusal };
}

function later(atMs: number): JournalRecord {
  return { type: 'note', kind: 'phase', phase: 'hold', atMs };
}

function rowsOf(rows: DropBooks[keyof DropBooks]) {
  return rows.map(({ labels, total }) => [...Object.values(labels), total].join(' '));
}

/** The books after another look at the journal. */
function looking({ folder }: Journal): () => DropBooks {
  const run = new ExplainedRun(folder.path, { needsTimes: false });
  const digest = createDigest({ names: NAMES });
  return () => {
    run.read();
    return digest(run);
  };
}

test('drops are counted by ending and hop, and refusals by reason, during the run', () => {
  const journal = new Journal();
  const look = looking(journal);
  journal.write([refused(1, '503'), refused(2, '503'), refused(3, 'timeout')]);
  journal.write([cut(4, 950_000), cut(5, 951_000), later(960_000)]);
  const books = look();
  assert.deepEqual(rowsOf(books.refused), ['wss-443 upgrade 503 2', 'wss-443 upgrade timeout 1']);
  assert.deepEqual(rowsOf(books.dropped), ['tcp-80 rst slb 2']);
  const [explained] = rowsOf(books.explained);
  assert.match(explained!, /^tcp-80 slb EstablishedTimeout (certain|likely) 2$/);
});

test('a drop is booked once the run has gone on for a while, and only once', () => {
  const journal = new Journal();
  const look = looking(journal);
  journal.write([cut(1, 950_000)]);
  assert.deepEqual(rowsOf(look().dropped), []);
  journal.write([later(955_000)]);
  look();
  look();
  assert.deepEqual(rowsOf(look().dropped), ['tcp-80 rst slb 1']);
});

test('drops that are explained and booked are not explained again', () => {
  const journal = new Journal();
  const run = new ExplainedRun(journal.folder.path, { needsTimes: false });
  const digest = createDigest({ names: NAMES });
  journal.write([cut(1, 950_000), later(960_000)]);
  run.read();
  digest(run);
  run.analysis = () => assert.fail('explained again');
  journal.write([later(970_000)]);
  run.read();
  assert.deepEqual(rowsOf(digest(run).dropped), ['tcp-80 rst slb 1']);
});
