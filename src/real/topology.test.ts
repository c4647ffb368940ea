import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { CannotBuild, topologyOf } from './topology.ts';

function scenario(slb: string, targets: string): Scenario {
  const text = `soak: 1
name: topology
path:
  - { hop: client, kind: generator }
  - { hop: slb, ${slb} }
  - { hop: ingress, kind: ingress-nginx }
  - { hop: pod, kind: pod }
targets:
${targets}
load: { hold: 1s }
`;
  const loaded = loadScenario(text, { file: 'a', env: {}, readFile: () => '' });
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return loaded.value.scenario;
}

const BOTH = `  tcp: { tcp: "slb.test:80", heartbeat: { every: 1s } }
  wss: { wss: "wss://slb.test:443/", ping: { every: 1s } }`;

test('topologyOf() leads TCP past the ingress and WSS through it, which ends TLS', () => {
  const { hosts, wires, names } = topologyOf(scenario('kind: haproxy', BOTH));
  assert.deepEqual(
    wires.map(({ near, far }) => `${near} ${far}`),
    ['client slb', 'slb pod', 'slb ingress', 'ingress pod'],
  );
  assert.deepEqual([...names], [['slb.test', '10.71.1.2']]);
  const ways = hosts.map(({ hop, kind, forwards, backendPorts }) => [
    hop.id,
    kind,
    forwards.map(({ port, toAddress, toPort }) => `${port} ${toAddress}:${toPort}`),
    backendPorts.map(({ transport, port }) => `${transport} ${port}`),
  ]);
  assert.deepEqual(ways, [
    ['slb', 'haproxy', ['80 10.71.2.2:5150', '443 10.71.3.2:443'], []],
    ['pod', 'backend', [], ['tcp 5150', 'ws 5151']],
    ['ingress', 'nginx', ['443 10.71.4.2:5151'], []],
  ]);
});

test('topologyOf() gives a route back to the client to what is behind a NAT, and not to what is behind a proxy', () => {
  const routesOf = (slb: string) =>
    topologyOf(scenario(slb, BOTH)).hosts.map(({ hop, routes }) => [
      hop.id,
      ...routes.map(({ network, gateway }) => `${network} via ${gateway}`),
    ]);
  assert.deepEqual(routesOf('kind: conntrack'), [
    ['slb'],
    ['pod', '10.71.1.0/24 via 10.71.2.1'],
    ['ingress', '10.71.1.0/24 via 10.71.3.1'],
  ]);
  assert.deepEqual(routesOf('kind: haproxy'), [['slb'], ['pod'], ['ingress']]);
});

test('topologyOf() says which name would lead to two places', () => {
  const targets = `${BOTH}
  direct: { tcp: "slb.test:5150", via: [client, pod], heartbeat: { every: 1s } }`;
  assert.throws(
    () => topologyOf(scenario('kind: haproxy', targets)),
    (error) =>
      error instanceof CannotBuild && /slb.test cannot be the first hop/.test(error.message),
  );
});

test('topologyOf() gives the first hop the address that a target goes to, and refuses this machine', () => {
  const at = (host: string) =>
    topologyOf(scenario('kind: haproxy', `  tcp: { tcp: "${host}:80", heartbeat: { every: 1s } }`));
  assert.deepEqual(
    [...at('203.0.113.7').aliases].map(([address, { near, far }]) => [address, near, far]),
    [['203.0.113.7', 'client', 'slb']],
  );
  assert.throws(() => at('127.0.0.1'), CannotBuild);
});
