import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.ts';

function problemsOf(text: string): readonly string[] {
  const read = readConfig(text, '.soak.yaml');
  return read.ok
    ? []
    : read.problems.map(
        ({ at, message, hint }) => `${at.line}:${at.column} ${message} (${hint ?? ''})`,
      );
}

test('a configuration says which rules are off, what others weigh, and what is not read', () => {
  const read = readConfig(
    `fail-on: warning
exclude: [vendor/**, "*.test.yaml"]
baseline: ci/known.json
rules:
  NGX-RETIRED: off
  svc-etp-local: warning
  POD-NO-READINESS: on
`,
    '.soak.yaml',
  );
  assert.ok(read.ok);
  const { rules, exclude, failOn, baseline } = read.value;
  assert.deepEqual(
    [...rules],
    [
      ['NGX-RETIRED', 'off'],
      ['SVC-ETP-LOCAL', 'warning'],
    ],
  );
  assert.deepEqual(
    [exclude, failOn, baseline],
    [['vendor/**', '*.test.yaml'], 'warning', 'ci/known.json'],
  );
});

test('an empty configuration is one', () => {
  assert.deepEqual(problemsOf(''), []);
  assert.deepEqual(problemsOf('rules:\n'), []);
});

test('whatever is wrong is a problem with its position, all at once', () => {
  assert.deepEqual(
    problemsOf(`failon: error
fail-on: never
exclude: [{ a: 1 }]
rules:
  NGX-RETIRD: off
  NGX-RETIRED: maybe
baseline: 3
`),
    [
      '1:1 Unknown key "failon" in .soak.yaml (did you mean fail-on?)',
      '5:3 There is no rule "NGX-RETIRD" (did you mean NGX-RETIRED?)',
      '6:16 Cannot set NGX-RETIRED to "maybe" (off, on, error, warning, info)',
      '3:11 Cannot exclude a map (a list of patterns, such as [vendor/**])',
      '2:10 Cannot use fail-on "never" (one of error, warning, info)',
      '7:11 Cannot use "3" as a baseline (the name of a file)',
    ],
  );
  assert.match(problemsOf('- a\n')[0] ?? '', /^1:1 Cannot use this as a configuration/);
  assert.match(problemsOf('rules: [a]\n')[0] ?? '', /^1:8 Cannot use rules: expected a map/);
  assert.match(problemsOf('a: [1\n')[0] ?? '', /Cannot read this as YAML/);
});
