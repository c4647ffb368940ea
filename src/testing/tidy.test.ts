import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { circles } from './tidy/circles.ts';
import { folders } from './tidy/folders.ts';
import { layers } from './tidy/layers.ts';
import { names, testsBesideCode } from './tidy/names.ts';
import { pure } from './tidy/pure.ts';
import { sizes } from './tidy/sizes.ts';
import { type Rule, readSources } from './tidy/source.ts';
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
};

/** Findings that an item of issue 12 takes away; each leaves this list with it. */
const UNTIL: readonly RegExp[] = [
  /^(analysis|explain|cli)\/: \d+ files/, // Item 7.
];

const sources = readSources(path.resolve(import.meta.dirname, '../../src'));

for (const [rule, findings] of Object.entries(RULES)) {
  test(`tidy: ${rule}`, () => {
    const found = findings(sources).filter((finding) => !UNTIL.some((one) => one.test(finding)));
    assert.equal(found.join('\n'), '');
  });
}
