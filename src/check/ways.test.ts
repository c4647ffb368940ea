import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limit } from '../testing/explain/fixtures.ts';
import { checkManifests } from './check.ts';
import { printWays } from './ways.ts';

const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: game }
spec: { type: LoadBalancer, ports: [{ port: 9000 }] }
`;

test('a way through an unknown balancer says that no limit of it can be stated', () => {
  const { subject } = checkManifests([{ file: 'a.yaml', text: SERVICE }]);
  assert.match(
    printWays(subject).replaceAll(/\s+/g, ' '),
    /tcp:\/\/game:9000 .*balancer: unknown balancer: no limit can be stated \(whose load balancer Service default\/game gets\)/,
  );
});

test('a value that something unread may set has a question mark and its reason; a default its version', () => {
  const { subject } = checkManifests([{ file: 'a.yaml', text: SERVICE }]);
  const [route] = subject.routes;
  const source = { kind: 'vendor-default', reference: 'a test', version: 'v9' } as const;
  const limits = [
    limit('idle', 60_000, { source, maybeSetBy: [{ what: "the controller's ConfigMap" }] }),
    limit('age', 90_000, { source, startsAt: 'open' }),
  ];
  const hops = { hops: [{ id: 'ingress', kind: 'envoy', role: 'ingress' as const, limits }] };
  const lines = printWays({ ...subject, routes: [{ ...route!, hops }] }).split('\n');
  assert.deepEqual(lines.slice(2), [
    '        60 s? idle    ingress   idle (default of v9)',
    "              not known: the controller's ConfigMap may set it",
    '        90 s  age     ingress   age (default of v9)',
  ]);
});
