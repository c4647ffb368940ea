import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Analysis } from '../../analysis/analyze.ts';
import { reporterFor } from '../../report/report.ts';
import { readRun } from '../../run/journals/read-run.ts';
import { recordLines } from '../../run/journals/records.ts';
import { loadScenario } from '../../scenario/load.ts';
import { skippedWithout } from '../outside-tool.ts';
import { readProduct } from './golden.ts';
import { writeNight } from './journal-folder.ts';
import { fiveCauses } from './nights.ts';

const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-recipes-'));
after(() => fs.rmSync(parent, { recursive: true }));

const folder = path.join(parent, 'night');
let view: Analysis;

before(() => {
  writeNight(fiveCauses({ scale: 0.1 }), folder);
  const found = readRun(folder);
  assert.ok(found.ok);
  view = found.analysis;
  fs.writeFileSync(path.join(folder, 'records.ndjson'), [...recordLines(folder)].join(''));
  fs.writeFileSync(path.join(folder, 'summary.json'), reporterFor('json')!.render(view));
});

/** What stands above it, and the commands themselves. */
function recipesIn(markdown: string): ReadonlyMap<string, string> {
  const found = markdown.matchAll(/^([^\n]+:)\n\n```sh\n([\s\S]*?)```/gm);
  return new Map([...found].map(([, title, commands]) => [title!, commands!]));
}

const recipes = recipesIn(readProduct('docs/journals.md'));

function linesOf(title: RegExp): readonly string[] {
  const [, commands] = [...recipes].find(([one]) => title.test(one))!;
  const run = spawnSync('sh', ['-c', commands], { cwd: folder, encoding: 'utf8' });
  assert.equal(run.stderr, '', commands);
  assert.equal(run.status, 0, commands);
  return run.stdout.trimEnd().split('\n');
}

const options = { skip: skippedWithout('jq') };

test('every recipe for jq gives something', options, () => {
  assert.ok(recipes.size >= 7);
  for (const title of recipes.keys()) {
    const lines = linesOf(new RegExp(`^${title.replaceAll(/[^\w ]/g, '.')}$`));
    assert.notEqual(lines[0], '', title);
  }
});

test('the recipes count the drops that the report counts', options, () => {
  const dropped = view.drops.length;
  const counts = linesOf(/^Drops by target/).map((line) => Number(line.trim().split(' ')[0]));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    dropped,
  );
  assert.equal(linesOf(/^Every drop/).length, dropped);
  const causes = linesOf(/^Causes/).map((line) => Number(line.split('\t')[0]));
  assert.equal(
    causes.reduce((sum, count) => sum + count, 0),
    dropped,
  );
});

test('the recipe for events finds both events and the stall', options, () => {
  const kinds = linesOf(/^Events on the path/).map(
    (line) => (JSON.parse(line) as { kind: string }).kind,
  );
  assert.deepEqual(kinds.toSorted(), ['event', 'event', 'stall']);
});

test('every field that the recipes for DuckDB name stands in the records', () => {
  const sql = [...readProduct('docs/journals.md').matchAll(/```sql\n([\s\S]*?)```/g)].join('\n');
  const records = fs.readFileSync(path.join(folder, 'records.ndjson'), 'utf8');
  for (const field of ['atMs', 'ageMs', 'sinceSentMs', 'sinceReceivedMs', 'ending', 'tookMs']) {
    assert.ok(sql.includes(field) && records.includes(`"${field}":`), field);
  }
});

test('the examples of docs/metrics.md are scenarios that load', () => {
  const examples = [...readProduct('docs/metrics.md').matchAll(/```yaml\n([\s\S]*?)```/g)];
  assert.ok(examples.length > 0);
  const env = { PUSH_AUTH: 'bWU6cGFzcw==', SOAK_WEBHOOK: 'https://hooks.example.com/T0/B0/XXXX' };
  const readFile = () => assert.fail('no file is named');
  for (const [, yaml] of examples) {
    const head =
      'soak: 1\nname: x\ntargets: { a: { tcp: "h:80", connections: 1, silent: true } }\nload: { hold: 1s }\n';
    const loaded = loadScenario(head + yaml!, { file: 'x.yaml', env, readFile });
    assert.ok(loaded.ok, JSON.stringify(loaded));
  }
});
