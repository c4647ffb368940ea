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

/** A Service that leads nowhere from outside is read, and says nothing about a way. */
const NO_WAY =
  /read 1 file, 1 object; no way into the cluster found\n0 errors, 1 warning, 0 info\n/;

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
  assert.equal(clean.code, EXIT.passed);
  assert.match(clean.out, NO_WAY);
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
  const { findings } = JSON.parse(out) as { findings: { rule: string; at: { file: string } }[] };
  const affinity = findings.filter(({ rule }) => rule === 'SVC-SESSION-AFFINITY');
  assert.deepEqual(
    affinity.map(({ at }) => at.file),
    ['k8s/a/a.yml', 'k8s/b.yaml'],
  );
});

test('soak check - reads standard input, also where yargs loses the dash', async () => {
  const { code, out } = await run({}, { stdin: SERVICE, argv: ['check', '-'] });
  assert.equal(code, EXIT.passed);
  assert.match(out, NO_WAY);
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

test('a text of a folder that cannot be read is not in the way of the rest, unless told so', async () => {
  const files = { 'k8s/a.yaml': SERVICE, 'k8s/b.yaml': 'a: [1\nb: 2\n' };
  const lenient = await run({ paths: ['k8s'] }, { files });
  assert.equal(lenient.code, EXIT.passed);
  assert.match(lenient.out, /not understood: unreadable: k8s\/b.yaml, k8s\/b.yaml:2/);
  const code = async (args: Record<string, unknown>) =>
    (await run({ paths: ['k8s'], ...args }, { files })).code;
  assert.equal(await code({ 'fail-on': 'warning' }), EXIT.failed);
  assert.equal(await code({ 'fail-on-unreadable': true }), EXIT.invalid);
  const none = await run({ paths: ['k8s'] }, { files: { 'k8s/b.yaml': 'a: [1\nb: 2\n' } });
  assert.equal(none.code, EXIT.invalid);
});

test('a chart in a folder is said, also to programs, and is not in the way of the rest', async () => {
  const files = { 'k8s/a.yaml': SERVICE, 'k8s/chart/Chart.yaml': 'name: x\n' };
  const { code, out } = await run({ paths: ['k8s'], format: 'json' }, { files });
  assert.equal(code, EXIT.passed);
  const { reading, unreadable } = JSON.parse(out);
  assert.deepEqual(reading.notUnderstood[0].what, 'unreadable: k8s/chart');
  assert.equal(unreadable[0].hint, 'helm template k8s/chart | soak check -');
  const alone = await run({ paths: ['k8s/chart'] }, { files });
  assert.equal(alone.code, EXIT.invalid);
});

test('a template is one problem with the command that renders it, whether or not it is YAML', async () => {
  const texts = ['host: {{ .Values.host }}', '{{- if .Values.x }}', 'host: "{{ .Values.host }}"'];
  for (const line of texts) {
    const files = {
      'm.yaml': `apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec:\n  ${line}\n`,
    };
    const { code, out } = await run({ paths: ['m.yaml'] }, { files });
    assert.equal(code, EXIT.invalid, line);
    assert.match(out, /it is a template, whose values are not\s+known/);
    assert.equal(out.match(/unreadable Cannot/g)?.length, 1, out);
  }
  const alert = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  x: "{{ $labels.pod }}"\n`;
  assert.doesNotMatch(
    (await run({ paths: ['m.yaml'] }, { files: { 'm.yaml': alert } })).out,
    /template/,
  );
});

test('soak check of nothing is no success', async () => {
  const nothing = await run({}, { stdin: '\n', argv: ['check', '-'] });
  assert.equal(nothing.code, EXIT.invalid);
  assert.match(nothing.error, /no Kubernetes object/);
  assert.equal((await run({})).code, EXIT.invalid);
});

const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: chat
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: "1h" # an hour
spec:
  ingressClassName: nginx
`;

const ONLY = { only: ['ngx-timeout-has-unit'] };

test('a .soak.yaml above the current folder is found, up to the root of the repository', async () => {
  const cwd = folderWith({
    'repo/.git/HEAD': '',
    'repo/.soak.yaml':
      'rules: { NGX-TIMEOUT-HAS-UNIT: info }\nexclude: [vendor]\nfail-on: info\nbaseline: known.json\n',
    'repo/known.json': '{ "soak-baseline": 1, "findings": [] }',
    'repo/k8s/a.yaml': INGRESS,
    'repo/k8s/vendor/b.yaml': INGRESS,
    'repo/k8s/old/c.yaml': INGRESS,
    'repo/.soakignore': '# not ours\n/k8s/old/\n',
  });
  const inside = { cwd: path.join(cwd, 'repo/k8s') };
  const args = { ...ONLY, paths: ['.'], 'fail-on': undefined };
  const found = await run(args, inside);
  assert.equal(found.code, EXIT.failed);
  assert.match(found.out, /^info NGX-TIMEOUT-HAS-UNIT/);
  assert.doesNotMatch(found.out, /[bc]\.yaml/);
  assert.equal((await run({ ...args, 'fail-on': 'warning' }, inside)).code, EXIT.passed);
  fs.writeFileSync(path.join(cwd, 'repo/.soak.yaml'), 'rules: { NGX: off }\n');
  const wrong = await run(args, inside);
  assert.deepEqual([wrong.code, wrong.out], [EXIT.invalid, '']);
  assert.match(wrong.error, /\.\.\/\.soak\.yaml:1:10/);
  // Without a repository, what lies above the current folder is somebody else's.
  fs.rmSync(path.join(cwd, 'repo/.git'), { recursive: true });
  assert.match((await run({ ...ONLY, paths: ['.'] }, inside)).out, /^error NGX-TIMEOUT-HAS-UNIT/);
  fs.rmSync(cwd, { recursive: true });
});

test('with a baseline only new findings count, wherever soak is called', async () => {
  const cwd = folderWith({ 'k8s/a.yaml': INGRESS });
  const wrote = await run({ ...ONLY, paths: ['k8s'], 'write-baseline': true }, { cwd });
  assert.equal(wrote.code, EXIT.passed);
  assert.match(wrote.error, /wrote 1 finding to \.soak-baseline\.json/);
  const again = { ...ONLY, paths: ['.'], baseline: '../.soak-baseline.json' };
  const known = await run(again, { cwd: path.join(cwd, 'k8s') });
  assert.deepEqual([known.code, known.out.includes('no findings, 1 in the baseline')], [0, true]);
  fs.appendFileSync(path.join(cwd, 'k8s/a.yaml'), `---\n${INGRESS.replace('chat', 'talk')}`);
  assert.equal((await run(again, { cwd: path.join(cwd, 'k8s') })).code, EXIT.failed);
  const sarif = await run({ ...again, format: 'sarif' }, { cwd: path.join(cwd, 'k8s') });
  const [log] = (JSON.parse(sarif.out) as { runs: { results: { baselineState: string }[] }[] })
    .runs;
  assert.deepEqual(
    log?.results.map(({ baselineState }) => baselineState),
    ['new', 'unchanged'],
  );
  const missing = await run({ paths: ['k8s'], baseline: 'none.json' }, { cwd });
  assert.equal(missing.code, EXIT.invalid);
  assert.match(missing.error, /Cannot read the baseline none\.json/);
  fs.rmSync(cwd, { recursive: true });
});

test('soak check --fix changes the files, keeps comments, modes and links, and is done after once', async () => {
  const cwd = folderWith({ 'real/a.yaml': INGRESS });
  const file = path.join(cwd, 'real/a.yaml');
  fs.chmodSync(file, 0o600);
  fs.symlinkSync(file, path.join(cwd, 'a.yaml'));
  const args = { ...ONLY, paths: ['a.yaml'], fix: true };
  const shown = await run({ ...args, 'dry-run': true }, { cwd });
  assert.match(shown.out, /^-.*"1h" # an hour\n\+.*"3600" # an hour$/m);
  assert.equal(fs.readFileSync(file, 'utf8'), INGRESS);
  const fixed = await run(args, { cwd });
  assert.equal(fixed.code, EXIT.passed);
  assert.equal(fs.readFileSync(file, 'utf8'), INGRESS.replace('1h', '3600'));
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  assert.ok(fs.lstatSync(path.join(cwd, 'a.yaml')).isSymbolicLink());
  assert.deepEqual(fs.readdirSync(path.join(cwd, 'real')), ['a.yaml']);
  const again = await run(args, { cwd });
  assert.deepEqual([again.code, again.error], [EXIT.passed, '']);
  assert.equal((await run({ paths: ['a.yaml'], 'dry-run': true }, { cwd })).code, EXIT.invalid);
  fs.rmSync(cwd, { recursive: true });
});

test('SARIF shows what was accepted as suppressed, with its reason', async () => {
  const text = `# soak-ignore NGX-TIMEOUT-HAS-UNIT: the next release\n${INGRESS}`;
  const args = { ...ONLY, paths: ['a.yaml'] };
  const { out, code } = await run({ ...args, format: 'sarif' }, { files: { 'a.yaml': text } });
  assert.equal(code, EXIT.passed);
  const [log] = (JSON.parse(out) as { runs: { results: Record<string, unknown>[] }[] }).runs;
  const [result] = log?.results ?? [];
  assert.equal(result?.ruleId, 'NGX-TIMEOUT-HAS-UNIT');
  const [suppression] = (result?.suppressions ?? []) as Record<string, unknown>[];
  const { kind, status, justification } = suppression ?? {};
  assert.deepEqual([kind, status, justification], ['inSource', 'accepted', 'the next release']);
  const shown = await run(args, { files: { 'a.yaml': text } });
  assert.match(shown.out, /no findings, 1 accepted in the files/);
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
  *api-resources*)
    echo 'services svc v1 true Service'
    echo 'secrets v1 true Secret'
    echo 'edgeroutes edge.example.com/v1 true EdgeRoute' ;;
  *secrets*) exit 9 ;;
  *--context=limited*edgeroutes* | *edgeroutes*--context=limited*) echo 'Error from server (Forbidden)' >&2; exit 1 ;;
  *--context=edge* | *--context=limited*) echo '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Service","metadata":{"name":"game","namespace":"x"},"spec":{"sessionAffinity":"ClientIP","ports":[{"port":80}]}}]}' ;;
  *) echo 'E1123 00:00:00.0 1 memcache.go:265] noise' >&2; echo 'error: You must be logged in' >&2; exit 1 ;;
esac
`;
  const folder = folderWith({ kubectl: script });
  fs.chmodSync(path.join(folder, 'kubectl'), 0o755);
  const env = { PATH: `${folder}:/bin:/usr/bin` };
  const found = await run({ cluster: true, context: 'edge' }, { env });
  assert.match(found.out, /info SVC-SESSION-AFFINITY Service x\/game/);
  assert.equal(found.code, EXIT.passed);
  const limited = await run({ cluster: true, context: 'limited' }, { env });
  assert.match(limited.error, /Forbidden.*; read without edgeroutes.edge.example.com/);
  assert.match(limited.out, /info SVC-SESSION-AFFINITY Service x\/game/);
  const refused = await run({ cluster: true }, { env });
  assert.match(refused.out, /kubectl ended with 1: error: You must be logged in/);
  assert.equal(refused.code, EXIT.invalid);
  fs.rmSync(folder, { recursive: true });
});
