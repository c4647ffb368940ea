import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import { loadScenario } from '../../scenario/load.ts';
import { parseSoak, soakCommandsIn } from './soak-commands.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const CI = path.join(ROOT, 'scenarios/ci');

function read(name: string): string {
  return fs.readFileSync(path.join(CI, name), 'utf8');
}

/** A value somewhere in what YAML gave. */
function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of keys) found = (found as Record<string | number, unknown> | undefined)?.[key];
  return found;
}

/** `soak-nightly SCENARIO REPORTS …` is `soak run SCENARIO --reports REPORTS --lines …`. */
function nightlyCommands(words: readonly string[]): readonly string[] {
  const [, scenario, reports, ...rest] = words;
  return ['run', scenario!, '--reports', reports!, '--lines', ...rest];
}

function nightlyIn(text: string): readonly (readonly string[])[] {
  return text.split('\n').flatMap((line) => {
    const words = line.replace(/^.*?(?=soak-nightly )/, '').split(/\s+/);
    return /^[^#]*soak-nightly \S+ \S+/.test(line) ? [words] : [];
  });
}

test('every soak command in the CI files is one that soak takes', async () => {
  const commands = soakCommandsIn(read('nightly.sh'));
  assert.deepEqual(
    commands.map(([verb]) => verb),
    ['run', 'compare'],
  );
  const named = ['github-actions.yaml', 'gitlab-ci.yaml'].flatMap((file) => nightlyIn(read(file)));
  assert.equal(named.length, 2);
  for (const words of [...commands, ...named.map(nightlyCommands)]) await parseSoak(words);
});

test('an option that soak does not have would be found', async () => {
  await assert.rejects(parseSoak(['run', 'a.yaml', '--nightly']), /Unknown argument: nightly/);
  await assert.rejects(parseSoak(['hold', 'a.yaml']), /soak hold is no command/);
});

test('the script of the night is right for sh', () => {
  const { status, stderr } = spawnSync('sh', ['-n', path.join(CI, 'nightly.sh')]);
  assert.equal(status, 0, String(stderr));
  const { mode } = fs.statSync(path.join(CI, 'nightly.sh'));
  assert.ok((mode & 0o111) !== 0, 'it can be executed');
});

test('the GitHub workflow fetches last night, keeps this one, and shows it also when it failed', () => {
  const workflow: unknown = parseYaml(read('github-actions.yaml'));
  const job = at(workflow, 'jobs', 'nightly');
  assert.ok(Number(at(job, 'timeout-minutes')) < 360);
  assert.match(String(at(job, 'container', 'options')), /--ulimit nofile=\d{6,}/);
  assert.match(String(at(job, 'container', 'options')), /--user [1-9]/);
  const steps = at(job, 'steps') as readonly Record<string, unknown>[];
  const uses = steps.map(({ uses }) => String(uses ?? '').replace(/@.*/, ''));
  const [fetches, runs, keeps] = [
    uses.indexOf('actions/cache/restore'),
    steps.findIndex(({ run }) => /soak-nightly/.test(String(run))),
    uses.indexOf('actions/cache/save'),
  ];
  assert.ok(fetches >= 0 && fetches < runs && runs < keeps);
  for (const step of steps.slice(runs + 1)) assert.match(String(step.if), /^always\(\)/);
  // Every action has a version.
  for (const { uses } of steps) if (uses !== undefined) assert.match(String(uses), /@v\d+$/);
});

test('the GitLab job keeps its runs for the next night, and its reports also when it failed', () => {
  const job = at(parseYaml(read('gitlab-ci.yaml')), 'soak-nightly');
  assert.deepEqual(at(job, 'cache', 'paths'), ['reports/']);
  assert.equal(at(job, 'cache', 'when'), 'always');
  assert.equal(at(job, 'artifacts', 'when'), 'always');
  assert.deepEqual(at(job, 'artifacts', 'reports'), {
    junit: 'reports/latest/junit.xml',
    metrics: 'reports/latest/metrics.txt',
  });
  assert.ok(!String(at(job, 'cache', 'paths')).includes('latest'));
});

test('the CronJob runs as nobody in particular, once, with time for its report', async () => {
  const documents = parseAllDocuments(read('kubernetes-cronjob.yaml'));
  for (const { errors } of documents) assert.deepEqual(errors, []);
  const [config, claim, cron] = documents.map((document) => document.toJS() as unknown);
  assert.equal(at(claim, 'kind'), 'PersistentVolumeClaim');
  const job = at(cron, 'spec', 'jobTemplate', 'spec');
  assert.equal(at(cron, 'spec', 'concurrencyPolicy'), 'Forbid');
  assert.equal(at(job, 'backoffLimit'), 0);
  const pod = at(job, 'template', 'spec');
  assert.equal(at(pod, 'securityContext', 'runAsNonRoot'), true);
  const container = at(pod, 'containers', 0);
  const security = at(container, 'securityContext');
  assert.equal(at(security, 'readOnlyRootFilesystem'), true);
  assert.equal(at(security, 'allowPrivilegeEscalation'), false);
  assert.deepEqual(at(security, 'capabilities'), { drop: ['ALL'] });
  assert.deepEqual(at(container, 'command'), ['soak-nightly']);
  const args = at(container, 'args') as readonly string[];
  await parseSoak(nightlyCommands(['soak-nightly', ...args]));
  // Whatever is mounted is there, and whatever is there is mounted.
  const names = (list: unknown) => (list as { name: string }[]).map(({ name }) => name).toSorted();
  assert.deepEqual(names(at(container, 'volumeMounts')), names(at(pod, 'volumes')));

  const text = String(at(config, 'data', 'scenario.yaml'));
  const env = { SOAK_TOKEN: 'a-token', SOAK_WEBHOOK: 'https://hooks.example.com/T0/B0/X' };
  const readFile = () => assert.fail('no file is named');
  const loaded = loadScenario(text, { file: 'scenario.yaml', env, readFile });
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const { load } = loaded.value.scenario;
  const longMs = load.stages.reduce((sum, { durationMs }) => sum + durationMs, load.drainMs);
  assert.ok(longMs / 1_000 + 300 < Number(at(job, 'activeDeadlineSeconds')));
});

test('the image copies what is there, and soak is neither root nor behind a shell in it', () => {
  const lines = read('Dockerfile').replaceAll(/\\\n/g, ' ').split('\n');
  const copied = lines
    .filter((line) => /^COPY (?!--from)/.test(line))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));
  for (const file of copied) assert.ok(fs.existsSync(path.join(ROOT, file)), file);
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM')));
  assert.ok(last.includes('USER node'));
  assert.ok(last.includes('ENTRYPOINT ["soak"]'));
  for (const [, target] of last.join('\n').matchAll(/ln -s (?:\/opt\/soak\/)(\S+)/g))
    assert.ok(fs.existsSync(path.join(ROOT, target!)), target);
});
