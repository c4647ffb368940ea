import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { danglingLinks, deadExports, deadFiles } from './tidy/dead-code.ts';
import { entriesOf } from './tidy/entry.ts';
import { readSources } from './tidy/source.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const house = { sources: readSources(path.join(ROOT, 'src')), entries: entriesOf(ROOT) };

function assertNone(findings: readonly string[]): void {
  assert.equal(findings.join('\n'), '');
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
