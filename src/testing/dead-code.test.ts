import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { danglingLinks, deadExports, deadFiles } from './tidy/dead-code.ts';
import { entriesOf } from './tidy/entry.ts';
import { readSources } from './tidy/source.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const house = { sources: readSources(path.join(ROOT, 'src')), entries: entriesOf(ROOT) };

/** Rooms that an item of issue 12 rebuilds; each leaves this list with it. */
const UNTIL: readonly RegExp[] = [
  /^(path|manifests|check|scenario)\//, // Items 1, 2 and 8.
  /^(analysis|explain|report)\//, // Items 3 and 4.
  /^(run|extensions|cli)\//, // Item 5.
  /^(engine|net|lab|real)\//, // Item 6.
];

function assertNone(findings: readonly string[]): void {
  const found = findings.filter((finding) => !UNTIL.some((one) => one.test(finding)));
  assert.equal(found.join('\n'), '');
}

test('tidy: every link, bench and script names a file that exists', () => {
  assertNone(danglingLinks(house));
});

test('tidy: every file is reached from an entry of the product', () => {
  assertNone(deadFiles(house));
});

test('tidy: every export is used by another file of the product', () => {
  assertNone(deadExports(house));
});
