import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { FollowedRun } from '../extension.ts';
import { loadExtensions, loadReporters, UnusableModule } from './own-module.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-own-'));
after(() => fs.rmSync(folder, { recursive: true }));

let count = 0;

function moduleOf(text: string): string {
  count += 1;
  fs.writeFileSync(path.join(folder, `m${count}.mjs`), text);
  return `./m${count}.mjs`;
}

function reporter(file: string): string {
  return moduleOf(`export default { format: 'x', file: '${file}', render: () => '' };`);
}

test('a reporter writes one new file into the folder of the run, and nowhere else', async () => {
  const [own] = await loadReporters([reporter('mine.txt')], folder);
  assert.equal(own?.file, 'mine.txt');
  const refused = [
    ...['../mine.txt', '/tmp/mine.txt', 'a/b.txt', '', '.', '..', '.hidden'],
    ...['shard-000.ndjson', 'events.ndjson', 'scenario.yaml', 'summary.json', 'report.html'],
    ...['control.sock', 'log.txt', 'latency.hlog', 'soak-debug.log'],
  ];
  for (const file of refused)
    await assert.rejects(loadReporters([reporter(file)], folder), UnusableModule, file);
});

test('two reporters may not write one file', async () => {
  const twins = [reporter('mine.txt'), reporter('mine.txt')];
  await assert.rejects(loadReporters(twins, folder), {
    message: `Cannot use the reporters ${twins[0]} and ${twins[1]} together: both write mine.txt`,
  });
});

test('a module that is not there, does not load or exports something else is named with the reason', async () => {
  const cases = [
    ['./absent.mjs', /^Cannot load \.\/absent\.mjs: Cannot find module '[^']*absent\.mjs'$/],
    [moduleOf('export default ('), /^Cannot load .*: Unexpected end of input/],
    [moduleOf("throw new Error('a fault');"), /^Cannot load .*: a fault/],
    [moduleOf('export default 5;'), /its default export is not/],
    [moduleOf('export const other = 1;'), /its default export is not/],
  ] as const;
  for (const [file, message] of cases) {
    const reject = { name: 'Error', message };
    await assert.rejects(loadReporters([file], folder), reject);
    await assert.rejects(loadExtensions([file], folder), reject);
  }
});

test('what an extension opens needs a close()', async () => {
  const [open] = await loadExtensions([moduleOf('export default async () => ({});')], folder);
  await assert.rejects(open!({} as FollowedRun), /what it opens has no close\(\)/);
});
