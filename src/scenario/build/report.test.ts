import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadScenario } from '../load.ts';
import { maskScenario } from '../text/secrets.ts';

const HEAD = `soak: 1
name: night
targets: { a: { tcp: "h:80", connections: 1, silent: true } }
load: { hold: 1s }
`;

const env = { HOOK: 'https://hooks.example.com/services/T0/B0/s3cretpath', PUSH: 'p4ssphrase' };

function load(report: string) {
  const readFile = () => assert.fail('no file is named');
  return loadScenario(`${HEAD}report: ${report}\n`, { file: 's.yaml', env, readFile });
}

function problemsOf(report: string): readonly string[] {
  const loaded = load(report);
  return loaded.ok ? [] : loaded.problems.map(({ message, hint }) => `${message}; ${hint}`);
}

function planOf(report: string) {
  const loaded = load(report);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return loaded.value;
}

test('a Pushgateway gets a job and a group, a webhook a style', () => {
  const { report } = planOf(
    '{ pushgateway: { url: "http://push:9091" }, webhook: { url: "${env:HOOK}" } }',
  ).scenario;
  assert.deepEqual(report.pushgateway, {
    url: 'http://push:9091',
    job: 'soak',
    grouping: { scenario: 'night' },
    headers: {},
  });
  assert.deepEqual(report.webhook, {
    url: env.HOOK,
    style: 'chat',
    when: 'always',
    headers: {},
  });
});

test('what cannot be asked or labelled is a problem at its place', () => {
  assert.deepEqual(problemsOf('{ webhook: { url: "ftp://x" } }'), [
    'Cannot read the url of webhook: it is not a valid URL; https://host/path or http://host:port',
  ]);
  assert.deepEqual(
    problemsOf('{ pushgateway: { url: "http://u:p@push", headers: { "a b": x } } }'),
    [
      'Cannot read the url of pushgateway: it is not a valid URL; https://host/path or http://host:port',
      'Cannot send a header "a b": it is not a valid header name; letters, digits and -',
    ],
  );
  assert.deepEqual(
    problemsOf('{ pushgateway: { url: "http://push", grouping: { job: x, 1a: y } } }'),
    [
      'Cannot use "job" as a grouping label; job: has its own key',
      'Cannot use "1a" as a grouping label; letters, digits and _',
    ],
  );
});

test('the path of a webhook and the tokens of both are kept nowhere', () => {
  const report = `{ pushgateway: { url: "http://push:9091", headers: { Authorization: "Basic \${env:PUSH}" } }, webhook: { url: "https://hooks.example.com/services/T0/B0/literalpath", headers: { X-Token: plain-t0ken, Authorization: "Bearer lit3ral" } } }`;
  const { scenario, secrets, text } = planOf(report);
  const kept = JSON.stringify(maskScenario(scenario, secrets)) + text;
  for (const secret of ['literalpath', 'p4ssphrase', 'lit3ral']) {
    assert.ok(!kept.includes(secret), `${secret} in ${kept}`);
  }
  assert.match(kept, /"url":"https:\/\/hooks\.example\.com"/);
});

test('a webhook that is a secret as a whole is masked as a whole', () => {
  const { scenario, secrets, text } = planOf('{ webhook: { url: "${env:HOOK}" } }');
  const kept = JSON.stringify(maskScenario(scenario, secrets)) + text;
  assert.ok(!kept.includes('s3cretpath'));
});

test('a problem beside a webhook does not print its path', () => {
  const loaded = load(
    '{ webhook: { url: "https://hooks.example.com/services/T0/x", wen: always } }',
  );
  assert.ok(!loaded.ok);
  assert.ok(!JSON.stringify(loaded.problems).includes('services/T0'));
});
