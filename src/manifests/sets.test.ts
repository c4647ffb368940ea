import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathsFromManifests } from './paths.ts';
import { readManifestFiles } from './read.ts';

function ingress(host: string, namespace = ''): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: chat${namespace} }
spec:
  ingressClassName: nginx
  rules: [{ host: ${host}, http: { paths: [{ path: /, backend: { service: { name: chat, port: { number: 80 } } } }] } }]
`;
}

function service(namespace = ''): string {
  return `apiVersion: v1
kind: Service
metadata: { name: chat${namespace} }
spec: { selector: { app: chat }, ports: [{ port: 80 }] }
`;
}

function waysOf(texts: Readonly<Record<string, string>>) {
  const files = Object.entries(texts).map(([file, text]) => ({ file, text }));
  const { routes, notes } = pathsFromManifests(readManifestFiles(files).objects);
  return {
    ways: routes.map(({ name, backend }) => `${name} ${backend}`),
    notes: notes.map(({ message }) => message).join('\n'),
  };
}

test('folders that define the same names are environments, and what they share belongs to each', () => {
  const { ways, notes } = waysOf({
    'k8s/base/service.yaml': service(),
    'k8s/dev/ingress.yaml': ingress('dev.example.com'),
    'k8s/prod/ingress.yaml': ingress('prod.example.com'),
  });
  assert.deepEqual(ways, [
    'ws://dev.example.com/ default/chat',
    'ws://prod.example.com/ default/chat',
  ]);
  assert.match(notes, /the folders dev, prod define the same names, so each is checked for itself/);
});

test('a name that is written twice in one folder is that of the last text, and it is said', () => {
  const { ways, notes } = waysOf({
    'k8s/a.yaml': ingress('old.example.com'),
    'k8s/b.yaml': ingress('new.example.com'),
  });
  assert.deepEqual(ways, ['ws://new.example.com/ default/chat']);
  assert.match(notes, /Ingress default\/chat is written 2 times \(k8s\/a.yaml:1, k8s\/b.yaml:1\)/);
});

test('objects without a namespace are where what they need is', () => {
  const { ways, notes } = waysOf({
    'a.yaml': ingress('a.example.com'),
    'b.yaml': service(', namespace: prod'),
  });
  assert.deepEqual(ways, ['ws://a.example.com/ prod/chat']);
  assert.match(
    notes,
    /1 object has no namespace and is taken to be in prod, where Service chat is/,
  );
  const other = waysOf({
    'a.yaml': ingress('a.example.com', ', namespace: prod'),
    'b.yaml': service(),
  });
  assert.deepEqual(other.ways, ['ws://a.example.com/ prod/chat']);
});

test('no namespace is assumed where several fit, or where nothing is missing', () => {
  const two = waysOf({
    'a.yaml': ingress('a.example.com'),
    'b.yaml': service(', namespace: one'),
    'c.yaml': service(', namespace: two'),
  });
  assert.deepEqual(two.ways, ['ws://a.example.com/ default/chat']);
  assert.match(two.notes, /what belongs to them is in several \(one, two\)/);
  const whole = waysOf({
    'a.yaml': ingress('a.example.com'),
    'b.yaml': service(),
    'c.yaml': service(', namespace: two'),
  });
  assert.doesNotMatch(whole.notes, /namespace/);
});
