import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { noDamage, readJournal } from '../../journal/reader.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { runFolderAt } from './run-folder.ts';
import { openSinks } from './sinks.ts';

const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-sinks-'));
after(() => fs.rmSync(parent, { recursive: true }));

const NOTE: JournalRecord = { type: 'note', kind: 'phase', phase: 'hold', atMs: 5 };
const DONE: JournalRecord = { type: 'done', atMs: 9, reason: 'finished' };

test('a shard writes its journal where its own machine has the run, and publishes what a screen shows', () => {
  const folder = fs.mkdtempSync(path.join(parent, 'run-'));
  const file = runFolderAt(folder).journalPath(3);
  const published: unknown[] = [];
  const sinks = openSinks([{ kind: 'file' }, { kind: 'coordinator' }], {
    ...{ folder, shard: 3, nowMs: () => 0 },
    publish: (record) => {
      // It is on its way to the disk before anybody sees it.
      published.push(record, fs.readFileSync(file, 'utf8') !== '');
    },
  });
  sinks.append(NOTE);
  assert.deepEqual(published, [NOTE, true]);
  sinks.append(DONE);
  assert.equal(sinks.close(), 0);
  assert.deepEqual([...readJournal(file, noDamage())], [NOTE, DONE]);
  assert.equal(published.length, 2);
});

test('a journal that exists is never overwritten', () => {
  const folder = fs.mkdtempSync(path.join(parent, 'run-'));
  const place = { folder, shard: 0, nowMs: () => 0, publish: () => {} };
  openSinks([{ kind: 'file' }], place).close();
  assert.throws(() => openSinks([{ kind: 'file' }], place), { code: 'EEXIST' });
});
