import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { realSystem } from '../../cli/system.ts';
import { readPaths } from './manifest-files.ts';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-files-'));
after(() => fs.rmSync(root, { recursive: true }));

/** Stands for kubectl: prints what it was asked for. */
const bin = path.join(root, 'bin');
fs.mkdirSync(bin);
fs.writeFileSync(path.join(bin, 'kubectl'), '#!/bin/sh\necho "rendered: $2"\n', { mode: 0o755 });

let count = 0;

function read(
  texts: Readonly<Record<string, string>>,
  { PATH = `${bin}:/bin:/usr/bin`, names = ['k8s'] } = {},
) {
  count += 1;
  const cwd = path.join(root, String(count));
  for (const [name, text] of Object.entries(texts)) {
    fs.mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    fs.writeFileSync(path.join(cwd, name), text);
  }
  const { files, problems } = readPaths(names, { ...realSystem(), cwd, env: { PATH } });
  return {
    files: files.map(({ file, text }) => `${file}: ${text.trim()}`),
    problems: problems.map(({ message, hint }) => `${message}; ${hint}`),
  };
}

test('a chart is one line, and none of its files is read', () => {
  const { files, problems } = read({
    'k8s/chart/Chart.yaml': 'name: x',
    'k8s/chart/values.yaml': 'a: 1',
    'k8s/chart/templates/a.yaml': 'kind: {{ .Values.x }}',
    'k8s/own.yaml': 'own',
  });
  assert.deepEqual(files, ['k8s/own.yaml: own']);
  assert.equal(problems.length, 1);
  assert.match(problems[0]!, /k8s\/chart: it is a Helm chart.*; helm template k8s\/chart \| soak/);
});

test('a template of a chart is not read, not even by its name', () => {
  const texts = { 'k8s/chart/Chart.yaml': 'name: x', 'k8s/chart/templates/sub/a.yaml': 'plain' };
  for (const name of ['k8s/chart/templates', 'k8s/chart/templates/sub/a.yaml']) {
    const { files, problems } = read(texts, { names: [name] });
    assert.deepEqual(files, []);
    assert.equal(problems.length, 1);
    assert.match(problems[0]!, /helm template k8s\/chart \| soak check -/);
  }
  const own = read({ 'k8s/templates/a.yaml': 'plain' }, { names: ['k8s/templates'] });
  assert.deepEqual(own.files, ['k8s/templates/a.yaml: plain']);
});

test("a Kustomization of Flux is an object, and no folder's", () => {
  const text = 'apiVersion: kustomize.toolkit.fluxcd.io/v1';
  const { files } = read({ 'k8s/kustomization.yaml': text, 'k8s/b.yaml': 'b' });
  assert.deepEqual(files, ['k8s/b.yaml: b', `k8s/kustomization.yaml: ${text}`]);
});

test('a folder of kustomize is what it renders to, and only the outermost are rendered', () => {
  const { files, problems } = read({
    'k8s/base/kustomization.yaml': 'resources: [service.yaml, ../more/extra.yaml]',
    'k8s/base/service.yaml': 'service',
    'k8s/more/extra.yaml': 'extra',
    'k8s/more/plain.yaml': 'plain',
    'k8s/part/kustomization.yaml': 'kind: Component',
    'k8s/dev/kustomization.yaml': 'resources: [../base]\npatches: [{ path: patch.yaml }]',
    'k8s/dev/patch.yaml': 'patch',
    'k8s/prod/kustomization.yml': 'resources: [../base]\ncomponents: [../part]',
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(files, [
    'k8s/more/plain.yaml: plain',
    'k8s/dev/kustomization.yaml (rendered): rendered: k8s/dev',
    'k8s/prod/kustomization.yml (rendered): rendered: k8s/prod',
  ]);
});

test('nothing is fetched for kustomize, and without a program to render it there is one line', () => {
  const base = { 'k8s/base/kustomization.yaml': 'resources: [https://example.com/x.yaml]' };
  const far = read({ ...base, 'k8s/dev/kustomization.yaml': 'resources: [../base]' });
  assert.deepEqual(far.files, []);
  assert.match(far.problems[0]!, /names https:\/\/example.com\/x.yaml, which soak does not fetch/);
  const bare = read(
    { 'k8s/kustomization.yaml': 'resources: [a.yaml]', 'k8s/a.yaml': 'a' },
    { PATH: '/nonexistent' },
  );
  assert.deepEqual(bare.files, []);
  assert.match(bare.problems[0]!, /neither kubectl nor kustomize in PATH.*; kubectl kustomize k8s/);
});
