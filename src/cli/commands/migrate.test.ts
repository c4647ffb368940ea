import assert from 'node:assert/strict';
import path from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { EXIT } from '../../base/exit-codes.ts';
import type { Terminal } from '../../run/host.ts';
import { main } from '../main.ts';
import { realSystem, type System } from '../system.ts';

const CORPUS = path.resolve(import.meta.dirname, '../../../src/testing/corpus');

async function migrate(...argv: readonly string[]) {
  const written = { out: '', error: '' };
  const terminal = (name: 'out' | 'error'): Terminal => ({
    write: (text) => {
      written[name] += text;
    },
    isTTY: false,
    columns: 80,
    rows: 24,
  });
  const system: System = {
    ...realSystem(),
    ...{ argv: ['migrate', ...argv], env: {}, cwd: CORPUS, stdin: Readable.from(['']) },
    ...{ stdout: terminal('out'), stderr: terminal('error') },
  };
  return { exitCode: await main(system), ...written };
}

test('a set is kept by itself, and the exit code says when a promise is not', async () => {
  const same = await migrate('ingress-nginx-clb/tuned', 'ingress-nginx-clb/tuned');
  assert.equal(same.exitCode, EXIT.passed, same.out + same.error);
  assert.match(same.out, /every promise is kept/);
  const shorter = await migrate('ingress-nginx-clb/tuned', 'ingress-nginx-clb/plain');
  assert.equal(shorter.exitCode, EXIT.failed);
  assert.match(shorter.out, /✗ silence +600 s -> 60 s, shorter/);
  for (const line of shorter.out.split('\n')) assert.ok(line.length <= 80, line);
});

test('what is in front and known on neither side is said, and is no reason to call it kept', async () => {
  const blind = ['ingress-nginx-clb/tuned/chat.yaml', 'ingress-nginx-clb/tuned/chat.yaml'];
  const text = await migrate(...blind);
  assert.match(text.out, /^ KEPT AS FAR AS KNOWN /);
  assert.match(text.out, /the balancer in front of 1 way is\s+known\s+on neither side/);
  assert.match((await migrate(...blind, '--format', 'markdown')).out, /^## ⚠️ /);
  const json = JSON.parse((await migrate(...blind, '--format', 'json')).out);
  assert.equal(json.ways[0].isFrontUnknown, true);
});

test('every format says the same', async () => {
  const sets = ['ingress-nginx-clb/tuned', 'ingress-nginx-clb/plain'];
  const markdown = await migrate(...sets, '--format', 'markdown');
  assert.match(markdown.out, /\| ❌ \| silence \| \*\*600 s\*\*.*\| \*\*60 s\*\*.*\| shorter \|/);
  const json = JSON.parse((await migrate(...sets, '--format', 'json')).out);
  assert.equal(json.kept, false);
  const [silence] = json.ways[0].promises;
  assert.deepEqual([silence.old.ms, silence.new.ms, silence.change], [600_000, 60_000, 'shorter']);
  assert.equal(silence.new.limits[0].setting, 'proxy-read-timeout');
});

test('what both sets share is read with both', async () => {
  const { exitCode, out } = await migrate(
    'ingress-nginx-clb/tuned/chat.yaml',
    'ingress-nginx-clb/tuned/chat.yaml',
    '--shared',
    'ingress-nginx-clb/tuned/ingress-nginx.yaml',
  );
  assert.equal(exitCode, EXIT.passed);
  assert.match(out, /old +balancer \(alibaba-slb\), node \(conntrack\), ingress \(ingress-nginx\)/);
});

test('a set that cannot be read, or that has no way in, is never a passed migration', async () => {
  const missing = await migrate('ingress-nginx-clb/tuned', 'nowhere');
  assert.equal(missing.exitCode, EXIT.invalid);
  assert.match(missing.error, /nowhere/);
  const empty = await migrate(
    'ingress-nginx-clb/tuned',
    'ingress-nginx-clb/tuned/ingress-nginx.yaml',
  );
  assert.equal(empty.exitCode, EXIT.invalid);
  assert.match(empty.error, /contains no way into the cluster/);
  for (const argv of [['a'], ['a', 'b', '--cluster', 'old']])
    assert.match((await migrate(...argv)).error, /name two sets of manifests/);
});
