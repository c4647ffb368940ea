import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { makeFolder } from './make-folder.ts';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-folder-'));
after(() => fs.rmSync(root, { recursive: true }));

test('a folder is made with those above it, and one that is there is left alone', () => {
  const folder = path.join(root, 'a/b/c');
  makeFolder(folder);
  fs.writeFileSync(path.join(folder, 'kept'), '');
  makeFolder(folder);
  assert.deepEqual(fs.readdirSync(folder), ['kept']);
});

test('a place that takes no folder is refused with a code', () => {
  fs.writeFileSync(path.join(root, 'file'), '');
  assert.throws(() => makeFolder(path.join(root, 'file')), { code: 'ENOTDIR' });
  assert.throws(() => makeFolder(path.join(root, 'file/below')), { code: 'ENOTDIR' });
  // Node's own never comes back from here.
  assert.throws(() => makeFolder('/proc/nope/below'), { code: 'ENOENT' });
});
