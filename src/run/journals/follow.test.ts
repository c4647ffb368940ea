import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { encodeLine } from '../../journal/line.ts';
import { JOURNAL_FORMAT, type JournalRecord, type RunRecord } from '../../journal/record.ts';
import { RunFollower } from './follow.ts';
import { eventsPathIn, runFolderAt } from './run-folder.ts';

const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-follow-'));
after(() => fs.rmSync(parent, { recursive: true }));

let folders = 0;
function newFolder(): string {
  folders += 1;
  const folder = path.join(parent, `run-${folders}`);
  fs.mkdirSync(folder);
  return folder;
}

function run(index: number, format = JOURNAL_FORMAT): RunRecord {
  const scenario = {} as RunRecord['scenario'];
  const head = { type: 'run', format, run: 'r', soakVersion: '1', nodeVersion: '20' } as const;
  return { ...head, startedAtMs: 0, shard: { index, count: 2 }, scenario };
}

function note(atMs: number): JournalRecord {
  return { type: 'note', kind: 'phase', phase: 'hold', atMs };
}

function done(atMs: number): JournalRecord {
  return { type: 'done', reason: 'finished', atMs };
}

function text(...records: JournalRecord[]): string {
  return records.map((record, seq) => `${encodeLine(record, seq)}\n`).join('');
}

function told(follower: RunFollower): [number, number][] {
  return [...follower.poll()].map(([{ type, ...rest }, shard]) => [
    type === 'run' ? -1 : (rest as { atMs: number }).atMs,
    shard,
  ]);
}

test('poll() gives what was appended since the last look, with its shard', () => {
  const folder = newFolder();
  const follower = new RunFollower(folder);
  assert.deepEqual(told(follower), []);
  const file = runFolderAt(folder).journalPath(0);
  fs.appendFileSync(file, text(run(0), note(1)));
  assert.deepEqual(told(follower), [
    [-1, 0],
    [1, 0],
  ]);
  assert.deepEqual(told(follower), []);
  fs.appendFileSync(file, text(done(2)));
  fs.appendFileSync(runFolderAt(folder).journalPath(1), text(run(1), note(3)));
  fs.appendFileSync(eventsPathIn(folder), text(note(4)));
  assert.deepEqual(told(follower).sort(), [
    [-1, 1],
    [2, 0],
    [3, 1],
    [4, -1],
  ]);
});

test('poll() waits for the end of a torn line, wherever it is torn', () => {
  const whole = Buffer.from(text(run(0), note(1), done(2)));
  for (let cut = 0; cut <= whole.length; cut += 1) {
    const folder = newFolder();
    const file = runFolderAt(folder).journalPath(0);
    const follower = new RunFollower(folder);
    fs.writeFileSync(file, whole.subarray(0, cut));
    const before = told(follower);
    fs.appendFileSync(file, whole.subarray(cut));
    assert.equal(before.length + told(follower).length, 3, `torn after ${cut} bytes`);
    assert.equal(follower.damaged, 0);
  }
});

test('poll() reads no more than its bound, says that it is behind, and loses nothing', () => {
  const folder = newFolder();
  const notes = Array.from({ length: 200 }, (_, atMs) => note(atMs));
  fs.writeFileSync(runFolderAt(folder).journalPath(0), text(run(0), ...notes));
  fs.writeFileSync(runFolderAt(folder).journalPath(1), text(run(1), ...notes));
  const follower = new RunFollower(folder, { bytesPerPoll: 1_000 });
  const counts = [0, 0];
  let polls = 0;
  do {
    for (const [, shard] of told(follower)) counts[shard]! += 1;
    polls += 1;
    // Neither file waits until the other one is done.
    if (polls === 10) assert.ok(Math.min(...counts) > 10, `${counts}`);
  } while (follower.isBehind);
  assert.deepEqual(counts, [201, 201]);
  assert.ok(polls > 30, `${polls} polls`);
});

test('poll() counts a damaged line and goes on behind it', () => {
  const folder = newFolder();
  const follower = new RunFollower(folder);
  const damaged = text(run(0), note(1), done(2)).replace('"atMs":1', '"atMs":7');
  fs.writeFileSync(runFolderAt(folder).journalPath(0), damaged);
  assert.deepEqual(told(follower), [
    [-1, 0],
    [2, 0],
  ]);
  assert.equal(follower.damaged, 1);
});

test('poll() leaves a newer format alone, and facts whose shard is unknown', () => {
  const folder = newFolder();
  fs.writeFileSync(
    runFolderAt(folder).journalPath(0),
    text(run(0, JOURNAL_FORMAT + 1), note(1), done(2)),
  );
  fs.writeFileSync(runFolderAt(folder).journalPath(1), text(done(3), note(4)));
  const follower = new RunFollower(folder);
  assert.deepEqual(told(follower), [[4, -1]]);
  assert.deepEqual(told(follower), []);
});

test('poll() has nothing to tell of a folder that is gone', () => {
  const folder = newFolder();
  fs.writeFileSync(runFolderAt(folder).journalPath(0), text(run(0)));
  const follower = new RunFollower(folder);
  assert.equal(told(follower).length, 1);
  fs.rmSync(folder, { recursive: true });
  assert.deepEqual(told(follower), []);
});
