import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkManifests } from '../check.ts';
import { againstBaseline, readBaseline, writeBaseline } from './baseline.ts';

const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: chat
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: "1h"
spec:
  ingressClassName: nginx
`;

const nameOf = (file: string) => file;

function check(text: string) {
  const { findings, subject } = checkManifests([{ file: 'a.yaml', text }], {
    rules: { only: ['NGX-TIMEOUT-HAS-UNIT'] },
  });
  return { findings, texts: { sources: subject.sources, nameOf } };
}

function baselineOf(text: string) {
  const { findings, texts } = check(text);
  const read = readBaseline(writeBaseline(findings, texts), 'base.json');
  assert.ok(read.ok);
  return read.value;
}

test('a finding is known again wherever its line has moved', () => {
  const baseline = baselineOf(INGRESS);
  const { findings, texts } = check(`# one\n# two\n${INGRESS}`);
  const { fresh, known, goneCount } = againstBaseline(findings, baseline, texts);
  assert.deepEqual([fresh.length, known.length, goneCount], [0, 1, 0]);
});

test('another value, another object and a second one of the same kind are new', () => {
  const counts = (text: string, baseline = baselineOf(INGRESS)) => {
    const { findings, texts } = check(text);
    const { fresh, known, goneCount } = againstBaseline(findings, baseline, texts);
    return [fresh.length, known.length, goneCount];
  };
  assert.deepEqual(counts(INGRESS.replace('1h', '2h')), [1, 0, 1]);
  assert.deepEqual(counts(INGRESS.replace('name: chat', 'name: talk')), [1, 0, 1]);
  // Two objects of one name are one; Kubernetes makes up the names of these.
  const made = INGRESS.replace('name: chat', 'generateName: chat');
  assert.deepEqual(counts(`${made}---\n${made}`, baselineOf(made)), [1, 1, 0]);
  assert.deepEqual(counts(INGRESS.replace('"1h"', '"3600"')), [0, 0, 1]);
});

test('a file that is no baseline is a problem with a position', () => {
  const wrong = ['', '[]', '{"soak-baseline": 2, "findings": []}'];
  for (const text of wrong) assert.equal(readBaseline(text, 'base.json').ok, false, text);
  const entry = '{\n  "soak-baseline": 1,\n  "findings": [\n    { "rule": "X" }\n  ]\n}';
  const read = readBaseline(entry, 'base.json');
  assert.ok(!read.ok);
  assert.equal(read.problems[0]?.at.line, 4);
});
