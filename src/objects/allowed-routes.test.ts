import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathsFromManifests } from '../manifests/paths.ts';
import { readManifests } from '../manifests/read.ts';

/** The ways of a route in a namespace on a listener of a Gateway in `infra`. */
function waysOf(allowed: string, { of = 'namespace: shop,', labels = '' } = {}) {
  const text = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: infra }
spec:
  gatewayClassName: eg
  listeners: [{ name: http, port: 80, protocol: HTTP${allowed} }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { ${of} name: chat }
spec:
  parentRefs: [{ name: edge, namespace: infra }]
  rules: [{ backendRefs: [{ name: chat, port: 80 }] }]
${labels === '' ? '' : `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { ${labels} } }\n`}`;
  const { objects, problems } = readManifests(text, 'a.yaml');
  assert.deepEqual(problems, []);
  const { routes, notes } = pathsFromManifests(objects);
  if (routes.length === 0)
    assert.ok(
      notes.some(({ unknown }) => unknown === 'way'),
      'a route without a listener is said',
    );
  return routes.length;
}

function from(namespaces: string): string {
  return `, allowedRoutes: { namespaces: { ${namespaces} } }`;
}

test('a listener takes routes of its own namespace where it does not say otherwise', () => {
  assert.equal(waysOf(''), 0);
  assert.equal(waysOf(from('from: Same')), 0);
  assert.equal(waysOf('', { of: 'namespace: infra,' }), 1);
  assert.equal(waysOf(from('from: All')), 1);
  assert.equal(waysOf(from('from: None'), { of: 'namespace: infra,' }), 0);
});

test('a route whose namespace is not written is refused by no namespace', () => {
  assert.equal(waysOf('', { of: '' }), 1);
});

test('labels of a namespace decide where they are among the manifests', () => {
  const gold = from('from: Selector, selector: { matchLabels: { tier: gold } }');
  assert.equal(waysOf(gold), 1);
  assert.equal(waysOf(gold, { labels: 'tier: gold' }), 1);
  assert.equal(waysOf(gold, { labels: 'tier: tin' }), 0);
  const named = (name: string) =>
    from(`from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: ${name} } }`);
  assert.equal(waysOf(named('shop'), { labels: 'a: b' }), 1);
  assert.equal(waysOf(named('other'), { labels: 'a: b' }), 0);
});

test('expressions of a selector are read', () => {
  const ways = (expression: string) => {
    const selector = `selector: { matchExpressions: [{ key: tier, ${expression} }] }`;
    return waysOf(from(`from: Selector, ${selector}`), { labels: 'tier: gold' });
  };
  assert.equal(ways('operator: In, values: [gold, tin]'), 1);
  assert.equal(ways('operator: In, values: [tin]'), 0);
  assert.equal(ways('operator: NotIn, values: [gold]'), 0);
  assert.equal(ways('operator: Exists'), 1);
  assert.equal(ways('operator: DoesNotExist'), 0);
});

test('kinds that a listener lists are the only ones', () => {
  const only = (kind: string) =>
    `, allowedRoutes: { kinds: [{ kind: ${kind} }], namespaces: { from: All } }`;
  assert.equal(waysOf(only('HTTPRoute')), 1);
  assert.equal(waysOf(only('GRPCRoute')), 0);
});
