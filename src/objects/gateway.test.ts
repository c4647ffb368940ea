import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathsFromManifests } from '../manifests/paths.ts';
import { readManifests } from '../manifests/read.ts';

function waysOf(...documents: readonly string[]) {
  const { objects, problems } = readManifests(documents.join('---\n'), 'a.yaml');
  assert.deepEqual(problems, []);
  const { routes, notes } = pathsFromManifests(objects);
  return { names: routes.map(({ name }) => name), routes, notes: notes.map((one) => one.message) };
}

function gateway(...listeners: readonly string[]): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge }
spec: { gatewayClassName: eg, listeners: [${listeners.join(', ')}] }
`;
}

function route(kind: string, spec: string, parent = 'name: edge'): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: chat }
spec: { parentRefs: [{ ${parent} }], ${spec} }
`;
}

const BACKEND = 'backendRefs: [{ name: chat, port: 80 }]';
const HTTP = '{ name: http, port: 80, protocol: HTTP }';

test('a route has the hosts that it shares with its listener', () => {
  const listeners = gateway(
    '{ name: a, port: 443, protocol: HTTPS, hostname: "*.example.com" }',
    '{ name: b, port: 8443, protocol: HTTPS, hostname: other.example.org }',
  );
  const hosts = (names: string) =>
    waysOf(listeners, route('HTTPRoute', `hostnames: [${names}], rules: [{ ${BACKEND} }]`)).names;
  assert.deepEqual(hosts('chat.example.com'), ['wss://chat.example.com/']);
  assert.deepEqual(hosts('"*.chat.example.com"'), ['wss://*.chat.example.com/']);
  assert.deepEqual(hosts('"*.example.org"'), ['wss://other.example.org/']);
  const { names, notes } = waysOf(
    listeners,
    route('HTTPRoute', `hostnames: [chat.example.net], rules: [{ ${BACKEND} }]`),
  );
  assert.deepEqual(names, []);
  assert.match(notes[0]!, /HTTPRoute default\/chat is not attached to any Gateway listener/);
});

test('a redirect is no way, and its route is attached all the same', () => {
  const redirect = 'rules: [{ filters: [{ type: RequestRedirect }] }]';
  assert.deepEqual(waysOf(gateway(HTTP), route('HTTPRoute', redirect)), {
    names: [],
    routes: [],
    notes: [],
  });
});

test('a GRPCRoute is a way for streams, which soak does not dial', () => {
  const { routes } = waysOf(
    gateway(HTTP),
    route('GRPCRoute', `rules: [{ matches: [{ method: { service: chat.v1.Chat } }], ${BACKEND} }]`),
  );
  assert.equal(routes[0]!.name, 'grpc://*/chat.v1.Chat/');
  assert.match(routes[0]!.undialled!, /gRPC/);
});

test('a ListenerSet adds its listeners for the routes that name it', () => {
  const set = `apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: { name: more }
spec: { parentRef: { name: edge }, listeners: [{ name: x, port: 8443, protocol: TLS, tls: { mode: Terminate } }] }
`;
  const tcp = `rules: [{ ${BACKEND} }]`;
  const own = waysOf(gateway(HTTP), set, route('TCPRoute', tcp, 'name: more, kind: ListenerSet'));
  // A listener that ends TLS carries raw TCP inside.
  assert.deepEqual(own.names, ['tls://*:8443']);
  assert.deepEqual(waysOf(gateway(HTTP), set, route('TCPRoute', tcp)).names, []);
});

test('a route of a mesh is no way into the cluster', () => {
  const mesh = route(
    'HTTPRoute',
    `rules: [{ ${BACKEND} }]`,
    'name: chat, kind: Service, group: ""',
  );
  assert.deepEqual(waysOf(mesh).notes, []);
});

test('a path that is a regular expression is a way that is not dialled', () => {
  const match = 'matches: [{ path: { type: RegularExpression, value: "/chat/[0-9]+" } }]';
  const { routes } = waysOf(gateway(HTTP), route('HTTPRoute', `rules: [{ ${match}, ${BACKEND} }]`));
  assert.match(routes[0]!.undialled!, /regular expression/);
});
