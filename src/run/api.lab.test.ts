import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeNight } from '../testing/report/journal-folder.ts';
import { cleanPass } from '../testing/report/nights.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOAK = path.join(ROOT, 'bin/soak.js');

/** Inside of the package, so that `import … from 'soak-connections'` is the package itself. */
const folder = fs.mkdtempSync(path.join(ROOT, 'dist/testing/api-doc-'));
after(() => fs.rmSync(folder, { recursive: true }));

const doc = fs.readFileSync(path.join(ROOT, 'docs/api.md'), 'utf8');
const examples = [...doc.matchAll(/```js\n\/\/ (\S+)\n(.*?)```/gs)].map(([, name, text]) => {
  fs.writeFileSync(path.join(folder, name!), text!);
  return name!;
});

const run = path.join(folder, 'run');
writeNight(cleanPass(), run);

function node(args: readonly string[]) {
  return spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 1e9,
  });
}

test('the examples import the package by its name, and have the types that it declares', () => {
  const { name } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  assert.deepEqual(examples, [
    'verdict.mjs',
    'from-records.mjs',
    'drops-by-target.mjs',
    'open-count.mjs',
  ]);
  for (const example of examples)
    assert.ok(fs.readFileSync(path.join(folder, example), 'utf8').includes(`'${name}'`), example);
  const words = [
    '--noEmit',
    '--ignoreConfig',
    '--allowJs',
    '--checkJs',
    '--strict',
    '--skipLibCheck',
  ];
  const options = ['--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = node([tsc, ...words, ...options, ...examples]);
  assert.equal(status, 0, stdout);
});

test('a program reads a run', () => {
  const { stdout, stderr } = node(['verdict.mjs', run]);
  assert.equal(stderr, '');
  assert.match(stdout, /^slb-tcp-wss-3h: pass\ntcp-80: \d+ opened, \d+ dropped\n/);
});

test('a program analyzes records from elsewhere', () => {
  const records = node([SOAK, 'report', run, '--format', 'records']);
  fs.writeFileSync(path.join(folder, 'records.ndjson'), records.stdout);
  const { stdout, stderr } = node(['from-records.mjs', 'records.ndjson']);
  assert.deepEqual([stdout, stderr], ['pass\n', '']);
});

test("soak report prints and writes a report of the user's own", () => {
  const words = [SOAK, 'report', run, '--reporter', './drops-by-target.mjs'];
  assert.match(node(words).stdout, /^tcp-80 \d+\n/);
  node([...words, '--write']);
  const text = fs.readFileSync(path.join(run, 'drops-by-target.txt'), 'utf8');
  assert.match(text, /^tcp-80 \d+\n/);
});

const SCENARIO = `soak: 1
name: api
path: [{ hop: pod, kind: pod }]
lab: true
targets: { a: { tcp: "lab:80", connections: 3, heartbeat: { every: 500ms, send: "PING\\n", expect: "PONG\\n" } } }
load: { ramp: 200ms, hold: 2s, drain: 100ms }
pass-when: { drops: 0 }
report: { folder: REPORTS, reporters: [./drops-by-target.mjs, ./faulty-reporter.mjs] }
`;

test("soak run has reporters and extensions of the user's own, and their faults cost only themselves", () => {
  const faulty =
    "{ format: 'faulty', file: 'faulty.txt', render: () => { throw new Error('a fault'); } }";
  fs.writeFileSync(path.join(folder, 'faulty-reporter.mjs'), `export default ${faulty};\n`);
  fs.writeFileSync(
    path.join(folder, 'faulty-extension.mjs'),
    "export default () => ({ onRecord() { throw new Error('a fault'); }, async close() {} });\n",
  );
  fs.writeFileSync(path.join(folder, 'api.yaml'), SCENARIO.replace('REPORTS', 'own-reports'));
  const own = ['--extension', './open-count.mjs', '--extension', './faulty-extension.mjs'];
  const { status, stderr } = node([SOAK, 'run', 'api.yaml', '--lines', ...own]);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /a run extension failed and was removed: Error: a fault/);
  assert.match(stderr, /the reporter faulty failed: a fault/);
  const [id = ''] = fs.readdirSync(path.join(folder, 'own-reports'));
  const written = (name: string) =>
    fs.readFileSync(path.join(folder, 'own-reports', id, name), 'utf8');
  assert.equal(written('open-count.txt'), '3 open at most, pass, exit 0\n');
  assert.equal(written('drops-by-target.txt'), 'a 0\n');
});
