import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { explanationsText } from '../testing/explain/explanations-text.ts';
import { assertProduct } from '../testing/report/golden.ts';
import type { Named } from './named.ts';
import { PASSES } from './passes/all.ts';
import { REFUSAL_RULES } from './refusals/explain-refusal.ts';
import { RULES } from './rules/all.ts';

const ALL: readonly Named[] = [...RULES, ...PASSES, ...REFUSAL_RULES];
const ROOT = path.resolve(import.meta.dirname, '../..');

test('docs/explanations.md has a line for every rule and pass', () => {
  assertProduct('docs/explanations.md', explanationsText());
});

test('every rule and pass has a name of its own, which is the name of its file', () => {
  const ids = ALL.map(({ id }) => id);
  assert.deepEqual([...new Set(ids)], ids);
  for (const [folder, all] of [
    ['rules', RULES],
    ['passes', PASSES],
    ['refusals', REFUSAL_RULES],
  ] as const)
    for (const { id } of all)
      assert.ok(fs.existsSync(path.join(ROOT, 'src/explain', folder, `${id}.ts`)), id);
});

test('every rule and pass says in one sentence what it concludes and what would refute it', () => {
  for (const { id, concludes, refutedBy } of ALL) {
    assert.match(concludes, /^[a-z0-9][^.|\n]{20,200}[^.]$/i, id);
    assert.match(refutedBy, /^[a-z0-9][^.|\n]{10,200}[^.]$/i, id);
  }
});
