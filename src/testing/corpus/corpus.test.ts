import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { assertProduct } from '../report/golden.ts';
import { describeSet } from './describe.ts';
import { FOLDER, ROOT, readSet } from './sets.ts';

/** Sets that show a mistake are named for it; only in them may there be an error. */
const MISTAKE = /^mistake/;

for (const stack of foldersIn(FOLDER))
  for (const set of foldersIn(`${FOLDER}/${stack}`))
    test(`${stack}/${set}: the ways, limits and findings are those of its golden`, () => {
      const text = describeSet(readSet(`${FOLDER}/${stack}/${set}`));
      assertProduct(`${FOLDER}/${stack}/${set}/expected.txt`, text);
      if (!MISTAKE.test(set))
        assert.doesNotMatch(text, /^ {2}error /m, 'an error without a mistake');
      assert.doesNotMatch(text, /^unreadable$/m);
    });

function foldersIn(folder: string): readonly string[] {
  return fs
    .readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
