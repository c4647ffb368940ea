import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkManifests } from '../../check/check.ts';
import { EditedText } from '../../check/fixing/edited-text.ts';
import type { Finding } from '../../check/rule.ts';
import { RULES } from '../../check/rules/all.ts';
import { PLANS } from './plans.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../src/testing/manifests');

/** These cannot be put right by changing lines of the same files alone. */
const NOT_BY_EDITS = ['POD-GRACE-DEFAULT', 'LB-AWS-IDLE', 'NGX-WORKER-CONNECTIONS'];

function read(id: string, version: 'wrong' | 'right'): string {
  return fs.readFileSync(path.join(FOLDER, id.toLowerCase(), `${version}.yaml`), 'utf8');
}

function check(id: string, version: 'wrong' | 'right', text = read(id, version)) {
  const scenario = PLANS[id]?.[version];
  const plan = scenario === undefined ? undefined : { scenario, file: 'night.yaml' };
  const { findings, problems } = checkManifests([{ file: `${version}.yaml`, text }], { plan });
  assert.deepEqual(problems, []);
  return findings;
}

function brief({ rule, at, message }: Finding): string {
  return `${rule} ${at.line}: ${message}`;
}

for (const { id } of RULES) {
  test(`${id} is found where it is wrong, and nothing where it is right`, () => {
    const wrong = check(id, 'wrong');
    assert.ok(
      wrong.some(({ rule }) => rule === id),
      `not found: ${wrong.map(brief).join('\n')}`,
    );
    // No change of a manifest brings the project back to life, and most sets show one object and no way.
    const right = check(id, 'right').filter(
      ({ rule }) => rule === id || !['NGX-RETIRED', 'PATH-NOT-UNDERSTOOD'].includes(rule),
    );
    assert.deepEqual(right.map(brief), []);
  });
}

test('the changes that a finding proposes make it go away', () => {
  let proposed = 0;
  for (const { id } of RULES) {
    const own = check(id, 'wrong').filter(({ rule }) => rule === id);
    const edits = own.flatMap(({ fix }) => fix?.edits ?? []);
    if (edits.length === 0 || NOT_BY_EDITS.includes(id)) continue;
    proposed += 1;
    const fixed = EditedText.of(read(id, 'wrong')).with(edits).text;
    const left = check(id, 'wrong', fixed).filter(
      ({ rule, fix }) => rule === id && fix?.edits.length !== 0,
    );
    assert.deepEqual(left.map(brief), [], `${id}\n${fixed}`);
  }
  assert.ok(proposed >= 25, String(proposed));
});

test('there is a pair for every rule and no other', () => {
  const folders = fs
    .readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name.toUpperCase());
  assert.deepEqual(folders.sort(), RULES.map(({ id }) => id).sort());
});
