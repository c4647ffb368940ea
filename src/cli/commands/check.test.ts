import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { EXIT } from '../../base/exit-codes.ts';
import type { Terminal } from '../../run/host.ts';
import type { System } from '../system.ts';
import { command } from './check.ts';

const CORPUS = path.resolve(import.meta.dirname, '../../../src/testing/manifests');

const CLEAN = 'sv.yaml';

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: game
spec:
  ports:
    - port: 80
`;

interface Setting {
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

async function run(args: Record<string, unknown>, setting: Setting = {}) {
  const written = { out: '', error: '' };
  const terminal = (name: 'out' | 'error'): Terminal => ({
    write: (text) => {
      written[name] += text;
    },
    isTTY: false,
    columns: 80,
    rows: 24,
  });
  const cwd = setting.cwd ?? folderWith(setting.files ?? {});
  const system: System = {
    argv: setting.argv ?? [],
    env: setting.env ?? {},
    cwd,
    stdin: Readable.from([setting.stdin ?? '']),
    stdout: terminal('out'),
    stderr: terminal('error'),
    wallMs: () => 0,
    readFile: (name) => fs.readFileSync(name, 'utf8'),
    onSignal: () => () => {},
  };
  const code = await command.run(
    { format: 'text', 'fail-on': 'error', paths: [], ...args },
    system,
  );
  if (setting.cwd === undefined) fs.rmSync(cwd, { recursive: true });
  return { code, ...written };
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-check-'));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

test('soak check exits 0 when clean, 1 on errors, and on warnings when told so', async () => {
  const clean = await run({ paths: [CLEAN] }, { files: { [CLEAN]: SERVICE } });
  assert.deepEqual([clean.code, clean.out], [EXIT.passed, 'no findings\n']);
  const wrong = await run({ paths: ['ngx-timeout-zero'] }, { cwd: CORPUS });
  assert.equal(wrong.code, EXIT.failed);
  const warned = { paths: ['ngx-limit-connections/right.yaml'] };
  assert.equal((await run(warned, { cwd: CORPUS })).code, EXIT.passed);
  assert.equal((await run({ ...warned, 'fail-on': 'warning' }, { cwd: CORPUS })).code, EXIT.failed);
});

test('soak check reads folders in order, and leaves out what is hidden or no manifest', async () => {
  const { out, code } = await run(
    { paths: ['k8s'], format: 'json' },
    {
      files: {
        'k8s/b.yaml': SERVICE.replace('game', 'b').replace(
          'port: 80',
          'port: 80\n  sessionAffinity: ClientIP',
        ),
        'k8s/a/a.yml': SERVICE.replace('game', 'a').replace(
          'port: 80',
          'port: 80\n  sessionAffinity: ClientIP',
        ),
        'k8s/README.md': '# [not yaml',
        'k8s/.git/config.yaml': '[not yaml',
      },
    },
  );
  assert.equal(code, EXIT.passed);
  const { findings } = JSON.parse(out) as { findings: { at: { file: string } }[] };
  assert.deepEqual(
    findings.map(({ at }) => at.file),
    ['k8s/a/a.yml', 'k8s/b.yaml'],
  );
});

test('soak check - reads standard input, also where yargs loses the dash', async () => {
  const { code, out } = await run({}, { stdin: SERVICE, argv: ['check', '-'] });
  assert.deepEqual([code, out], [EXIT.passed, 'no findings\n']);
});

test('soak check exits 2 on what it cannot read, with the place, and still checks the rest', async () => {
  const broken = await run(
    { paths: [CLEAN, 'b.yaml', 'none.yaml'] },
    { files: { [CLEAN]: SERVICE, 'b.yaml': 'a: [1\nb: 2\n' } },
  );
  assert.equal(broken.code, EXIT.invalid);
  assert.match(broken.out, /unreadable Cannot read none.yaml: no such file or folder/);
  assert.match(broken.out, /--> b.yaml:2:1/);
});

test('soak check of nothing is no success', async () => {
  const nothing = await run({}, { stdin: '\n', argv: ['check', '-'] });
  assert.equal(nothing.code, EXIT.invalid);
  assert.match(nothing.error, /no Kubernetes object/);
  assert.equal((await run({})).code, EXIT.invalid);
});

test('soak check --ignore leaves a rule out, and knows its rules', async () => {
  const args = { paths: ['ngx-timeout-zero/wrong.yaml'], format: 'github' };
  const { out } = await run(
    { ...args, ignore: ['ngx-retired', 'NGX-TIMEOUT-ZERO'] },
    { cwd: CORPUS },
  );
  assert.ok(!/NGX-RETIRED|NGX-TIMEOUT-ZERO/.test(out));
  assert.equal(
    (await run({ ...args, ignore: ['NGX-NOTHING'] }, { cwd: CORPUS })).code,
    EXIT.invalid,
  );
});

test('soak check --explain tells about one rule or lists them all', async () => {
  const one = await run({ explain: 'ngx-retired' });
  assert.match(one.out, /^NGX-RETIRED {2}warning\n/);
  assert.match((await run({ explain: '' })).out, /^ALI-ALB-IDLE {2}warning\n/);
  assert.equal((await run({ explain: 'NGX-NOTHING' })).code, EXIT.invalid);
  for (const line of one.out.split('\n')) assert.ok(line.length <= 80, line);
});

test("soak check --cluster asks the user's kubectl, and says when it is missing or fails", async () => {
  const missing = await run({ cluster: true }, { env: { PATH: '/nonexistent' } });
  assert.equal(missing.code, EXIT.invalid);
  assert.match(missing.out, /Cannot start kubectl: there is none in PATH/);

  const script = `#!/bin/sh
case "$*" in
  *api-resources*) echo services; echo pods ;;
  *--context=edge*) echo '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Service","metadata":{"name":"game","namespace":"x"},"spec":{"sessionAffinity":"ClientIP","ports":[{"port":80}]}}]}' ;;
  *) echo 'E1123 00:00:00.0 1 memcache.go:265] noise' >&2; echo 'error: You must be logged in' >&2; exit 1 ;;
esac
`;
  const folder = folderWith({ kubectl: script });
  fs.chmodSync(path.join(folder, 'kubectl'), 0o755);
  const env = { PATH: `${folder}:/bin:/usr/bin` };
  const found = await run({ cluster: true, context: 'edge' }, { env });
  assert.match(found.out, /info SVC-SESSION-AFFINITY Service x\/game/);
  assert.equal(found.code, EXIT.passed);
  const refused = await run({ cluster: true }, { env });
  assert.match(refused.out, /kubectl ended with 1: error: You must be logged in/);
  assert.equal(refused.code, EXIT.invalid);
  fs.rmSync(folder, { recursive: true });
});
