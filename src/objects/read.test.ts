import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KUBERNETES_KINDS } from './known-kinds.ts';
import { type Manifests, readObjects } from './read.ts';

function readManifests(text: string, file: string): Manifests {
  return readObjects(text, { file, known: KUBERNETES_KINDS });
}

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: chat
  annotations:
    example.com/on: on
    example.com/quoted: "900"
spec:
  ports:
    - port: 80
      targetPort: http
`;

test('readManifests() reads documents and tells where every field stands', () => {
  const { objects, problems } = readManifests(`# two\n---\n${SERVICE}---\n${SERVICE}`, 'a.yaml');
  assert.deepEqual(problems, []);
  assert.deepEqual(
    objects.map(({ kind, namespace, name, at }) => [kind, namespace, name, at.line]),
    [
      ['Service', 'default', 'chat', 3],
      ['Service', 'default', 'chat', 15],
    ],
  );
  const port = objects[1]!.root.get('spec').get('ports').items()[0]!.get('targetPort');
  assert.deepEqual(port.at, { file: 'a.yaml', line: 25, column: 19 });
  assert.deepEqual(port.keyAt, { file: 'a.yaml', line: 25, column: 7 });
});

test('an absent field is empty, and stands where its nearest ancestor does', () => {
  const { objects } = readManifests(SERVICE, 'a.yaml');
  const field = objects[0]!.root.get('spec').get('selector').get('app');
  assert.equal(field.exists, false);
  assert.equal(field.text, undefined);
  assert.deepEqual(field.items(), []);
  assert.equal(field.at.line, 9);
});

test('an unquoted on is a boolean, as kubectl reads it', () => {
  const annotations = readManifests(SERVICE, 'a.yaml')
    .objects[0]!.root.get('metadata')
    .get('annotations');
  assert.equal(annotations.get('example.com/on').value, true);
  assert.equal(annotations.get('example.com/quoted').value, '900');
});

test('JSON has positions too, in Lists as well', () => {
  const text = JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion: 'v1', kind: 'Secret' },
        { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a "quoted" \\', namespace: 'x' } },
      ],
    },
    null,
    2,
  );
  const { objects, strangers } = readManifests(text, 'a.json');
  assert.deepEqual(strangers, [
    { kind: 'Secret', group: '', count: 1, at: { file: 'a.json', line: 5, column: 5 } },
  ]);
  assert.equal(objects[0]!.name, 'a "quoted" \\');
  assert.deepEqual(objects[0]!.root.get('metadata').get('namespace').at, {
    file: 'a.json',
    line: 14,
    column: 22,
  });
});

test('anchors, aliases and merge keys are followed', () => {
  const text = `
apiVersion: v1
kind: Service
metadata:
  name: &name chat
  labels: &labels { app: *name }
spec:
  selector:
    <<: *labels
    tier: front
`;
  const { objects } = readManifests(text, 'a.yaml');
  const selector = objects[0]!.root.get('spec').get('selector');
  assert.equal(selector.get('app').text, 'chat');
  assert.equal(selector.get('tier').at.line, 10);
});

test('kinds that are not read are counted, and what is no Kubernetes object is noted', () => {
  const crd =
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: [broken\n';
  const knative = 'apiVersion: serving.knative.dev/v1\nkind: Service\n';
  const { objects, notes, problems, strangers } = readManifests(
    [crd, crd, knative, 'replicas: 3\n', 'soak: 1\n', ''].join('---\n'),
    'a.yaml',
  );
  assert.deepEqual([objects, problems], [[], []]);
  assert.deepEqual(
    notes.map(({ message }) => message),
    [
      'skipped a document without kind and apiVersion: it is not a Kubernetes object',
      'skipped a soak scenario: pass it with --scenario',
    ],
  );
  assert.deepEqual(
    strangers.map(({ kind, group, count, at }) => `${count} ${kind} ${group} ${at.line}`),
    ['2 CustomResourceDefinition apiextensions.k8s.io 2', '1 Service serving.knative.dev 9'],
  );
});

test('a broken document is a problem with its place, and the others are still read', () => {
  const { objects, problems } = readManifests(
    `${SERVICE}---\na: [1\nb: 2\n---\n${SERVICE}`,
    'a.yaml',
  );
  assert.equal(objects.length, 2);
  assert.ok(problems.length > 0);
  assert.match(problems[0]!.message, /^Cannot read this as YAML: /);
  assert.ok([13, 14, 15].includes(problems[0]!.at.line), String(problems[0]!.at.line));
});

test('a Helm template is recognized', () => {
  const { problems } = readManifests(
    'kind: Service\nspec:\n  {{- if .Values.x }}\n  a: 1\n',
    'a.yaml',
  );
  assert.match(problems[0]!.hint ?? '', /helm template/);
});

test('a key that occurs twice in a map is found', () => {
  const { duplicates } = readManifests(`${SERVICE}kind: Service\n`, 'a.yaml');
  assert.deepEqual(duplicates, [{ key: 'kind', at: { file: 'a.yaml', line: 12, column: 1 } }]);
});

test('64 levels are read, more are a problem with its place', () => {
  const nested = (levels: number) =>
    `kind: Service\napiVersion: v1\na: ${'['.repeat(levels)}${']'.repeat(levels)}\n`;
  assert.equal(readManifests(nested(60), 'a.yaml').objects.length, 1);
  const { problems } = readManifests(nested(70), 'a.yaml');
  assert.match(problems[0]!.message, /nests more than 64 levels deep/);
  assert.equal(problems[0]!.at.line, 3);
});

test('no nesting, no number of aliases and no other trick stops the reader', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (let level = 0; level < 9; level++)
    bomb.push(`a${level}: &b${level} [${`*${level === 0 ? 'a' : `b${level - 1}`},`.repeat(9)}]`);
  for (const text of [
    '['.repeat(100_000),
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    '{a: '.repeat(50_000),
    '- '.repeat(50_000),
    '? '.repeat(50_000),
    Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    bomb.join('\n'),
    `{"apiVersion":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    '\u0000\uFEFF\uFFFF',
    '%YAML 9.9\n---\n!!binary x',
    '*unknown',
    '&a [*a]',
    'kind: Service\napiVersion: v1\nmetadata: &m\n  name: *m\n',
    `x: ${'a'.repeat(5_000_000)}`,
    'a: 1\n'.repeat(300_000),
    `a: "${'{{'.repeat(1_000_000)}`,
    `x${'\n---\n'.repeat(300_000)}`,
  ]) {
    const { objects, problems, notes } = readManifests(text, 'a.yaml');
    assert.ok(objects.length + problems.length + notes.length > 0, text.slice(0, 40));
  }
});
