import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitLines, proxyOf, waysIn } from '../../../testing/routes-of.ts';

const GATEWAY = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: eg }
spec: { controllerName: gateway.envoyproxy.io/gatewayclass-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, labels: { tier: edge } }
spec:
  gatewayClassName: eg
  listeners: [{ name: tls, port: 443, protocol: HTTPS }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: chat }
spec:
  parentRefs: [{ name: edge }]
  hostnames: [chat.example.com]
  rules: [{ name: ws, timeouts: TIMEOUTS, backendRefs: [{ name: chat, port: 80 }] }]
`;

/** The idle timeout and what else is set, of the gateway with these policies. */
function gatewayWith(policies: string, timeouts = '{}') {
  const { routes } = waysIn(`${GATEWAY.replace('TIMEOUTS', timeouts)}${policies}`);
  const hop = proxyOf(routes[0]);
  const [idle, ...rest] = limitLines(hop);
  return { hop, idle, rest };
}

function policy(kind: string, spec: string, name = 'p') {
  return `---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ${kind}
metadata: { name: ${name} }
spec: ${spec}
`;
}

const onGateway = (more: string) =>
  `{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: edge }], ${more} }`;
const onRoute = (more: string) =>
  `{ targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: chat }], ${more} }`;
const idleOf = (time: string) => `timeout: { http: { streamIdleTimeout: ${time} } }`;

test('a policy on the route replaces that of the Gateway as a whole, unless it has a mergeType', () => {
  const gateway = policy('BackendTrafficPolicy', onGateway(idleOf('3h')), 'gateway');
  assert.match(gatewayWith(gateway).idle!, /10800 s, line/);
  const route = (more = '') =>
    policy('BackendTrafficPolicy', onRoute(`retry: { numRetries: 2 }${more}`), 'route');
  assert.match(gatewayWith(gateway + route()).idle!, /300 s, default/);
  assert.match(gatewayWith(gateway + route(', mergeType: StrategicMerge')).idle!, /10800 s, line/);
});

test('a policy on a listener or a rule wins over that on the whole object', () => {
  const section = (kind: string, name: string, sectionName: string) =>
    `{ targetRefs: [{ group: gateway.networking.k8s.io, kind: ${kind}, name: ${name}, sectionName: ${sectionName} }], `;
  const whole = policy('ClientTrafficPolicy', onGateway(idleOf('3h')), 'a');
  const own = policy(
    'ClientTrafficPolicy',
    `${section('Gateway', 'edge', 'tls')}${idleOf('90s')} }`,
    'b',
  );
  assert.match(gatewayWith(whole + own).idle!, / 90 s, line/);
  const other = policy(
    'ClientTrafficPolicy',
    `${section('Gateway', 'edge', 'http')}${idleOf('90s')} }`,
    'b',
  );
  assert.match(gatewayWith(whole + other).idle!, /10800 s, line/);
  const rule = policy(
    'BackendTrafficPolicy',
    `${section('HTTPRoute', 'chat', 'ws')}${idleOf('70s')} }`,
    'c',
  );
  const route = policy('BackendTrafficPolicy', onRoute(idleOf('80s')), 'd');
  assert.match(gatewayWith(whole + route + rule).idle!, / 70 s, line/);
});

test('targetSelectors select by labels, and the oldest of two policies wins', () => {
  const selector = (value: string) =>
    `{ targetSelectors: [{ kind: Gateway, matchLabels: { tier: ${value} } }], ${idleOf('2h')} }`;
  assert.match(gatewayWith(policy('ClientTrafficPolicy', selector('edge'))).idle!, /7200 s, line/);
  assert.match(
    gatewayWith(policy('ClientTrafficPolicy', selector('inner'))).idle!,
    /300 s, default/,
  );
  const two = ['b', 'a'].map((name, index) =>
    policy('ClientTrafficPolicy', onGateway(idleOf(`${index + 1}h`)), name),
  );
  assert.match(gatewayWith(two.join('')).idle!, /7200 s, line/);
});

test('a request timeout lengthens silence, wherever it is written, and is itself no limit', () => {
  const request = policy(
    'BackendTrafficPolicy',
    onRoute('timeout: { http: { requestTimeout: 30h } }'),
  );
  assert.match(gatewayWith(request).idle!, /108000 s, line/);
  const { idle, hop } = gatewayWith(request, '{ backendRequest: 2h }');
  assert.match(idle!, /7200 s, line/);
  assert.deepEqual(
    hop.inert?.map(({ setting, ms }) => [setting, ms / 3_600_000]),
    // What lengthens silence is shown there.
    [['timeout.http.requestTimeout', 30]],
  );
});

test('the age of a stream of the route wins over that of the listener; the age of a connection is no limit', () => {
  const client = policy(
    'ClientTrafficPolicy',
    onGateway(
      'connection: { connectionLimit: { value: 500, maxStreamDuration: 10m, maxConnectionDuration: 23m } }',
    ),
  );
  const first = gatewayWith(client);
  assert.ok(first.rest.some((line) => /maxStreamDuration 600 s/.test(line)));
  assert.deepEqual(first.hop.capacities?.at(-1)?.most, 500);
  assert.equal(first.hop.inert?.[0]?.ms, 1_380_000);
  const route = policy(
    'BackendTrafficPolicy',
    onRoute('timeout: { http: { maxStreamDuration: 0s } }'),
    'r',
  );
  assert.ok(!gatewayWith(client + route).rest.some((line) => /maxStreamDuration/.test(line)));
});

test('the drain time of the EnvoyProxy holds for a stop and for a changed listener', () => {
  const drains = (rest: readonly string[]) => rest.filter((line) => /drainTimeout/.test(line));
  assert.deepEqual(drains(gatewayWith('').rest), [
    'shutdown.drainTimeout (--drain-time-s) 60 s, default',
    'shutdown.drainTimeout 60 s, default',
  ]);
  const text = `${GATEWAY.replace('TIMEOUTS', '{}').replace(
    'gatewayclass-controller }',
    'gatewayclass-controller, parametersRef: { kind: EnvoyProxy, name: own, namespace: default } }',
  )}`;
  const proxy = policy('EnvoyProxy', '{ shutdown: { drainTimeout: 300s } }', 'own');
  const lines = (more: string) => drains(limitLines(proxyOf(waysIn(text + more).routes[0])));
  assert.match(lines(proxy).join(), /300 s, line \d+,.* 300 s, line/);
  // The EnvoyProxy is named, and is not among the manifests.
  assert.match(lines('').join(), /^\? .* 60 s, default,\? .* 60 s, default$/);
});

test('a buffered route, and one whose upgrades leave out websocket, opens no WebSocket', () => {
  const buffered = policy('BackendTrafficPolicy', onRoute('requestBuffer: { limit: 4Mi }'));
  assert.equal(gatewayWith(buffered).hop.noUpgrade?.setting, 'requestBuffer');
  const connect = policy('BackendTrafficPolicy', onRoute('httpUpgrade: [{ type: CONNECT }]'));
  assert.equal(gatewayWith(connect).hop.noUpgrade?.setting, 'httpUpgrade');
  const both = policy('BackendTrafficPolicy', onRoute('httpUpgrade: [{ type: websocket }]'));
  assert.equal(gatewayWith(both).hop.noUpgrade, undefined);
});

test('a patch of the generated configuration leaves no limit known', () => {
  const patch = policy('EnvoyPatchPolicy', onGateway('type: JSONPatch'));
  assert.match(gatewayWith(patch).idle!, /^\? stream_idle_timeout 300 s/);
});
