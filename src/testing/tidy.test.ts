import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { circles } from './tidy/circles.ts';
import { english } from './tidy/english.ts';
import { folders } from './tidy/folders.ts';
import { layers } from './tidy/layers.ts';
import { names, testsBesideCode } from './tidy/names.ts';
import { pure } from './tidy/pure.ts';
import { sizes } from './tidy/sizes.ts';
import { type Rule, readSources, sourceOf } from './tidy/source.ts';
import { transports } from './tidy/transports.ts';
import { waits } from './tidy/waits.ts';

const RULES: Readonly<Record<string, Rule>> = {
  'imports point up the layers': layers,
  'pure rooms use no clock, no chance and no outside world': pure,
  'files are short and functions fit on a screen': sizes,
  'no file imports itself by way of others': circles,
  'folders hold about twenty files of one kind': folders,
  'files are named after their idea': names,
  'tests are beside the code that they test': testsBesideCode,
  'tests wait with a limit, and not for the time of the machine': waits,
  'a transport is asked for what it is, never compared with a name': transports,
  'texts and comments are plain English': english,
};

const sources = readSources(path.resolve(import.meta.dirname, '../../src'));

for (const [rule, findings] of Object.entries(RULES)) {
  test(`tidy: ${rule}`, () => {
    assert.equal(findings(sources).join('\n'), '');
  });
}

test('tidy: documents and examples are plain English', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const documents = ['README.md', 'bench/README.md', 'docs', 'scenarios', '.ci']
    .flatMap((place) => filesIn(root, place))
    .map((name) => sourceOf(name, fs.readFileSync(path.join(root, name), 'utf8')));
  assert.equal(english(documents).join('\n'), '');
});

function filesIn(root: string, place: string): readonly string[] {
  if (fs.statSync(path.join(root, place)).isFile()) return [place];
  return fs
    .readdirSync(path.join(root, place), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(md|ya?ml|mjs|sh)$|Dockerfile$/.test(name))
    .map((name) => path.join(place, name));
}
