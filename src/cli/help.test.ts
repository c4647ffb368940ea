import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topHelp } from './help.ts';
import { VERBS } from './verbs.ts';

test('topHelp() names every verb once, within 80 columns', () => {
  const lines = topHelp().split('\n');
  for (const { usage, summary } of VERBS) {
    const found = lines.filter((line) => line.includes(`soak ${usage} `) && line.includes(summary));
    assert.equal(found.length, 1, usage);
  }
  for (const line of lines) assert.ok(line.length <= 80, line);
});

test('every verb can be loaded', async () => {
  for (const { usage, load } of VERBS) {
    const { configure, run } = await load();
    assert.ok(typeof configure === 'function' && typeof run === 'function', usage);
  }
});
