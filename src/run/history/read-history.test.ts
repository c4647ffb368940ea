import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { cleanPass } from '../../testing/report/nights.ts';
import { viewOfNight } from '../../testing/report/recorded-run.ts';
import { readHistory } from './read-history.ts';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-history-'));
after(() => fs.rmSync(root, { recursive: true }));

function folderWith(name: string, file: string, text: string): void {
  fs.mkdirSync(path.join(root, name));
  fs.writeFileSync(path.join(root, name, file), text);
}

test('runs are read, what cannot be read is named, and other folders are none', () => {
  const { summary } = viewOfNight(cleanPass({ scale: 0.05 }));
  folderWith('a', 'summary.json', JSON.stringify(summary));
  folderWith('b', 'summary.json', '{"format":1}');
  folderWith('c', 'summary.json', 'not JSON');
  folderWith('d', 'shard-000.ndjson', '');
  folderWith('e', 'notes.txt', '');
  fs.writeFileSync(path.join(root, 'summary.json'), '{}');
  const { runs, skipped } = readHistory(root);
  assert.deepEqual(
    runs.map(({ folder, summary: read }) => [folder, read.run.id]),
    [['a', summary.run.id]],
  );
  assert.deepEqual(
    skipped.map(({ folder, why }) => [folder, why.split(':')[0]]),
    [
      ['b', 'its summary.json is of another version'],
      ['c', 'its summary.json is of another version'],
      ['d', 'no summary.json'],
    ],
  );
});
