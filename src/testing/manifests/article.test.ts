import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Checked, checkManifests } from '../../check/check.ts';
import { text } from '../../check/formats/text.ts';
import type { SourceFile } from '../../check/subject.ts';
import { loadScenario } from '../../scenario/load.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const GOLDEN = path.join(ROOT, 'src/testing/manifests');

function check(folders: readonly string[], scenarioFile?: string): Checked {
  const files = folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, 'scenarios/article', folder))
      .sort()
      .map((name) => sourceOf(`scenarios/article/${folder}/${name}`)),
  );
  if (scenarioFile === undefined) return checkManifests(files);
  const source = sourceOf(`scenarios/article/${scenarioFile}`);
  const loaded = loadScenario(source.text, { file: source.file, env: {}, readFile: assert.fail });
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const plan = { scenario: loaded.value.scenario, file: source.file };
  return checkManifests(files, { plan, alsoPrinted: [source] });
}

function sourceOf(file: string): SourceFile {
  return { file, text: fs.readFileSync(path.join(ROOT, file), 'utf8') };
}

function assertGolden(name: string, actual: string): void {
  const file = path.join(GOLDEN, name);
  if (process.env.UPDATE_GOLDEN === '1') fs.writeFileSync(file, actual);
  assert.equal(actual, fs.readFileSync(file, 'utf8'));
}

test('the published manifests alone: 60 s are in force, not 10,800', () => {
  const checked = check(['as-published']);
  assertGolden('article-as-published.txt', text.print(checked));
  const prefix = checked.findings.filter(({ rule }) => rule === 'NGX-ANNOTATION-NO-PREFIX');
  assert.deepEqual(
    prefix.map(({ written, effective }) => [written, effective]),
    [
      ['10800', `60 s (default, unless the controller's ConfigMap says otherwise)`],
      ['10800', `60 s (default, unless the controller's ConfigMap says otherwise)`],
    ],
  );
});

test('the published manifests in their cluster, checked with three quiet hours, break every rule that they can', () => {
  const checked = check(['as-published', 'cluster'], 'quiet.yaml');
  assertGolden('article-in-its-cluster.txt', text.print(checked));
  const rules = new Set(checked.findings.map(({ rule }) => rule));
  const expected = [
    'K8S-INGRESS-API-REMOVED',
    'NGX-ANNOTATION-NO-PREFIX',
    'NGX-READ-TIMEOUT-LT-HEARTBEAT',
    'PATH-LB-IDLE-LT-INGRESS',
    'CLIENT-HEARTBEAT-VS-PATH',
    'SVC-LB-ID-SHARED-PORT',
    'ALI-ID-WITHOUT-OVERRIDE',
    'SVC-TLS-PORT-SAME-TARGET',
    'NGX-RELOAD-CAPS-LIFETIME',
    'NGX-NO-INGRESS-CLASS',
    'PATH-IPVS-900',
    'NGX-RETIRED',
    'CLIENT-TCP-KEEPALIVE-ONLY',
    'NGX-SEND-TIMEOUT-NO-EFFECT',
    'NGX-LOG-LEVEL-HIDES-TIMEOUTS',
    'SVC-ETP-LOCAL',
    'ALI-LEGACY-PREFIX',
    'ALI-NO-CONNECTION-DRAIN',
  ];
  assert.deepEqual(
    expected.filter((rule) => !rules.has(rule)),
    [],
  );
});

test('the corrected manifests still say that 900 s cap 10,800 s', () => {
  const checked = check(['corrected']);
  assertGolden('article-corrected.txt', text.print(checked));
  assert.deepEqual(
    checked.findings.map(({ rule }) => rule),
    ['PATH-LB-IDLE-LT-INGRESS', 'NGX-RETIRED'],
  );
});

test('the corrected manifests with a heartbeat below 900 s leave nothing to say but that the project has ended', () => {
  const { findings } = check(['corrected'], 'heartbeat.yaml');
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    ['NGX-RETIRED'],
  );
});
