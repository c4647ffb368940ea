import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { MUTANTS } from './mutants.ts';
import { MutatedCopy, mutated } from './mutated-copy.ts';

const SRC = path.resolve(import.meta.dirname, '../../../src');

const copy = new MutatedCopy();
after(() => copy.remove());

test('mutated() refuses a change that has no place, or more than one', () => {
  const mutant = { name: 'm', file: 'a.ts', search: 'a', replace: 'b', tests: [] };
  assert.equal(mutated('x = a;', mutant), 'x = b;');
  assert.throws(() => mutated('x = c;', mutant), /has 0 places/);
  assert.throws(() => mutated('a = a;', mutant), /has 2 places/);
});

for (const mutant of MUTANTS) {
  test(`a test fails when ${mutant.name}`, async () => {
    mutated(fs.readFileSync(path.join(SRC, mutant.file), 'utf8'), mutant);
    assert.ok(await copy.isKilled(mutant), `${mutant.tests} pass all the same`);
  });
}
