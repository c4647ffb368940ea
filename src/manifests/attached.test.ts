import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathsFromManifests } from './paths.ts';
import { readManifests } from './read.ts';

const GATEWAY = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge }
spec: { gatewayClassName: eg, listeners: [{ name: http, port: 80, protocol: HTTP }] }
`;

const route = (filters = '') => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: chat }
spec:
  parentRefs: [{ name: edge }]
  rules: [{ filters: [${filters}], backendRefs: [{ name: chat, port: 80 }] }]
`;

const policy = (target: string) => `apiVersion: edge.example.com/v1
kind: EdgeTimeoutPolicy
metadata: { name: long }
spec: { targetRefs: [${target}], idle: 3h }
`;

/** What may set the stream idle timeout of the only way, and how many objects count as read. */
function doubts(...documents: readonly string[]): readonly string[] | undefined {
  const { objects, strangers } = readManifests(documents.join('---\n'), 'a.yaml');
  assert.equal(strangers.length, documents.length - 2);
  const [way] = pathsFromManifests(objects).routes;
  const limits = way!.hops.hops.flatMap((hop) => hop.limits);
  const idle = limits.find(({ setting }) => setting === 'stream_idle_timeout');
  assert.equal(idle!.afterMs, 300_000);
  return idle!.maybeSetBy?.map(({ what }) => what);
}

test('a policy of a kind that nobody reads may set what it is attached to', () => {
  for (const target of [
    '{ kind: Gateway, name: edge }',
    '{ kind: HTTPRoute, name: chat }',
    '{ kind: Service, name: chat }',
  ])
    assert.deepEqual(
      doubts(GATEWAY, route(), policy(target)),
      ['EdgeTimeoutPolicy default/long'],
      target,
    );
  assert.equal(doubts(GATEWAY, route(), policy('{ kind: Gateway, name: other }')), undefined);
  assert.equal(doubts(GATEWAY, route()), undefined);
});

test('a filter that a rule names may set what the rule gets', () => {
  const filter =
    '{ type: ExtensionRef, extensionRef: { group: edge.example.com, kind: EdgeFilter, name: long } }';
  assert.deepEqual(doubts(GATEWAY, route(filter)), ['EdgeFilter default/long']);
});
