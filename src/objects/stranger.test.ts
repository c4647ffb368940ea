import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifests } from '../manifests/read.ts';

function strangersIn(...documents: readonly string[]) {
  return readManifests(documents.join('---\n'), 'a.yaml').strangers;
}

const ROUTE = (kind: string, spec: string) =>
  `apiVersion: edge.example.com/v1\nkind: ${kind}\nmetadata: { name: chat, namespace: x }\nspec:\n  ${spec}\n`;

test('an object of a routing kind with backends is a way, with its hosts', () => {
  for (const kind of ['EdgeRoute', 'EdgeIngress', 'WebProxy', 'VirtualServer', 'Mapping']) {
    const [one] = strangersIn(ROUTE(kind, 'hostname: chat.example.com\n  service: chat:80'));
    assert.deepEqual(one?.way, { names: ['x/chat'], hosts: ['chat.example.com'] }, kind);
  }
  const rule = 'routes: [{ match: "Host(`a.example.com`) && PathPrefix(`/ws`)", services: [] }]';
  assert.deepEqual(strangersIn(ROUTE('EdgeRouteTCP', rule))[0]?.way?.hosts, ['a.example.com']);
});

test('settings of a proxy are no way, and neither is what only has a host', () => {
  assert.equal(strangersIn(ROUTE('EdgeProxy', 'timeout: 5s'))[0]?.way, undefined);
  const certificate = strangersIn(ROUTE('Certificate', 'hosts: [a.example.com]\n  service: a'));
  assert.equal(certificate[0]?.way, undefined);
});

test('objects of one kind are counted together, the ways among them apart', () => {
  const strangers = strangersIn(
    ROUTE('EdgeRoute', 'host: a.example.com\n  to: { name: a }'),
    ROUTE('EdgeRoute', 'host: b.example.com\n  to: { name: a }'),
    ROUTE('EdgeRoute', 'rate: 5'),
  );
  assert.deepEqual(
    strangers.map(({ count, way, at }) => [count, way?.hosts, at.line]),
    [
      [2, ['a.example.com', 'b.example.com'], 1],
      [1, undefined, 15],
    ],
  );
});
