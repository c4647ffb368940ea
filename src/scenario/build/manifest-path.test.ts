import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { wayOf } from '../../path/way.ts';
import { loadScenario } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import type { FoundManifests } from '../text/references.ts';

const ARTICLE = path.resolve(import.meta.dirname, '../../../scenarios/article');

function readManifests(name: string): FoundManifests {
  const folder = path.join(ARTICLE, name);
  if (!fs.existsSync(folder)) return { ok: false, why: 'no such file or folder' };
  const names = fs.readdirSync(folder).sort();
  const files = names.map((file) => ({
    file: `${name}/${file}`,
    text: fs.readFileSync(path.join(folder, file), 'utf8'),
  }));
  return { ok: true, files };
}

function loaded(lines: string, { cluster }: { cluster?: string } = {}) {
  const text = `soak: 1\nname: test\n${lines}\nload: { ramp: 1s, hold: 1m }\n`;
  return loadScenario(text, {
    file: 'scenario.yaml',
    env: {},
    readFile: () => assert.fail('no file is needed'),
    readManifests,
    readCluster: ({ context }) =>
      cluster === undefined
        ? { ok: false, why: `Cannot reach ${context}` }
        : { ok: true, files: [{ file: 'cluster.json', text: cluster }] },
  });
}

function scenarioOf(lines: string, options = {}): Scenario {
  const result = loaded(lines, options);
  if (result.ok) return result.value.scenario;
  assert.fail(result.problems.map(({ message, hint }) => `${message} (${hint})`).join('\n'));
}

function problemsOf(lines: string): readonly string[] {
  const result = loaded(lines);
  assert.ok(!result.ok, 'it loads');
  return result.problems.map(
    ({ at, message, hint }) => `${at.line}:${at.column} ${message}; ${hint}`,
  );
}

const CORRECTED =
  'path: { manifests: [corrected], addresses: { link-tcp-socket-svc: slb.example } }';

function limitOf(scenario: Scenario, name: string, setting: string) {
  const target = scenario.targets.find((one) => one.name === name)!;
  return wayOf(scenario.path, target).timers.find(({ limit }) => limit.setting === setting)?.limit;
}

test('manifests alone tell targets, hops and limits', () => {
  const { targets, path: built } = scenarioOf(CORRECTED);
  assert.deepEqual(
    targets.map(({ name, address, connections, via }) => ({
      name,
      to: `${address.transport} ${address.host}:${address.port}`,
      connections,
      via: via.join(' '),
    })),
    [
      {
        name: 'tcp-link-tcp-socket-svc-80',
        to: 'tcp slb.example:80',
        connections: 100,
        via: 'client balancer node pod',
      },
      {
        name: 'tcp-link-tcp-socket-svc-443',
        to: 'tcp slb.example:443',
        connections: 100,
        via: 'client balancer node pod',
      },
      {
        name: 'wss-link.example.com',
        to: 'wss link.example.com:443',
        connections: 100,
        via: 'client balancer-2 node ingress pod',
      },
    ],
  );
  assert.equal(built.isRead, true);
});

test('a limit keeps the place in the manifest that sets it', () => {
  const scenario = scenarioOf(CORRECTED);
  const limit = limitOf(scenario, 'wss-link.example.com', 'proxy-read-timeout');
  assert.equal(limit?.afterMs, 10_800_000);
  assert.equal(limit?.source.kind, 'manifest');
  assert.match(JSON.stringify(limit?.source), /corrected\/link-websocket-ingress.yaml/);
});

test('written targets take the way that their address has, or the one that they name', () => {
  const scenario = scenarioOf(`${CORRECTED}
targets:
  other: { tcp: "10.1.2.3:443", connections: 5 }
  named: { way: "wss://link.example.com/", connections: 7, ping: { every: 30s } }
`);
  assert.deepEqual(
    scenario.targets.map(({ via, address }) => [address.host, via.includes('ingress')]),
    [
      ['10.1.2.3', false],
      ['link.example.com', true],
    ],
  );
});

test('what the scenario writes itself comes before the manifests', () => {
  const scenario = scenarioOf(`path:
  manifests: [corrected]
  addresses: { "tcp://link-tcp-socket-svc:80": a.example, link-tcp-socket-svc: b.example }
  hops:
    balancer: { established-timeout: 300s, on-idle: silent }
    node: { established-timeout: none }
`);
  const [first, second] = scenario.targets;
  assert.deepEqual([first!.address.host, second!.address.host], ['a.example', 'b.example']);
  const limit = limitOf(scenario, first!.name, 'EstablishedTimeout');
  assert.deepEqual([limit?.afterMs, limit?.effects], [300_000, ['silent']]);
  assert.deepEqual(limit?.source, {
    kind: 'scenario',
    at: { file: 'scenario.yaml', line: 7, column: 38 },
  });
  assert.equal(limitOf(scenario, first!.name, 'nf_conntrack_tcp_timeout_established'), undefined);
});

test('the live cluster is asked, and tells the address that it gave', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'link',
      annotations: { 'service.beta.kubernetes.io/alicloud-loadbalancer-id': 'lb-1' },
    },
    spec: { type: 'LoadBalancer', ports: [{ port: 80, targetPort: 5150 }] },
    status: { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } },
  };
  const cluster = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [service] });
  const [target] = scenarioOf('path: { cluster: { context: prod } }', { cluster }).targets;
  assert.deepEqual(target!.address, { transport: 'tcp', host: '203.0.113.7', port: 80 });
});

test('a lab speeds the whole path up, and every way leads into it', () => {
  const scenario = scenarioOf('path: { manifests: [corrected] }\nlab: { speed-up: 300 }');
  assert.ok(scenario.targets.every(({ address }) => address.host === 'lab'));
  const [tcp] = scenario.targets;
  assert.equal(limitOf(scenario, tcp!.name, 'EstablishedTimeout')?.afterMs, 3_000);
});

test('what was assumed is told', () => {
  const result = loaded('path: { manifests: [as-published] }\nlab: true');
  assert.ok(result.ok);
  assert.match(result.value.notes[0]!.message, /load balancer is assumed to be Alibaba Cloud's/);
});

test('what is wrong with a path that is read has its place, and says what would be right', () => {
  const wrong = problemsOf(`path:
  manifests: [corrected, nowhere]
  addresses: { link-tcp-socket-svc: h }
  hops:
    balancr: { established-timeout: 3s }
    node: { establishd-timeout: 3s }
targets:
  a: { tcp: "h:81" }
  b: { way: "tcp://link-tcp-socket-svc:8" }
`);
  assert.deepEqual(wrong, [
    '4:26 Cannot read the manifests "nowhere": no such file or folder; named relative to the scenario',
    '7:5 The manifests describe no hop "balancr"; did you mean balancer?',
    '8:13 conntrack has no setting "establishd-timeout"; did you mean established-timeout?',
    '10:13 No way of the manifests leads to this address; they have tcp://link-tcp-socket-svc:80, tcp://link-tcp-socket-svc:443, wss://link.example.com/',
    '11:13 The manifests have no way "tcp://link-tcp-socket-svc:8"; did you mean tcp://link-tcp-socket-svc:80?',
  ]);
});

test('a path that says nothing, a cluster that fails and an address that nobody knows are problems', () => {
  assert.match(
    problemsOf('path: {}\ntargets: { a: { tcp: "h:80" } }').join('\n'),
    /neither manifests nor a cluster/,
  );
  assert.match(
    problemsOf('path: { cluster: { context: prod } }').join('\n'),
    /^3:9 Cannot reach prod; [^\n]*$/,
  );
  assert.match(
    problemsOf('path: { manifests: [corrected] }').join('\n'),
    /The address that clients dial for tcp:\/\/link-tcp-socket-svc:80 is unknown; path: { addresses: { link-tcp-socket-svc: HOST } }/,
  );
});

const INGRESS = (path: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: link }
spec:
  ingressClassName: nginx
  rules: [{ host: link.example.com, http: { paths: [{ path: "${path}", backend: { service: { name: link } } }] } }]
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: link, annotations: { metallb.io/x: y } }
spec: { type: LoadBalancer, ports: [{ port: 5150 }] }
`;

test('the address of a Service is not that of an Ingress to the same pods', () => {
  const { targets } = scenarioOf('path: { cluster: {}, addresses: { link: slb.example.com } }', {
    cluster: `${SERVICE}---\n${INGRESS('/ws')}`,
  });
  assert.deepEqual(
    targets.map(({ address }) => `${address.transport} ${address.host}:${address.port}`),
    ['tcp slb.example.com:5150', 'ws link.example.com:80'],
  );
});

test('a path that is a regular expression is not dialled: the user is asked for one', () => {
  const cluster = `${SERVICE}---\n${INGRESS('/chat(/|$)(.*)')}`;
  const lines = 'path: { cluster: {}, addresses: { link: slb.example.com } }';
  const { targets } = scenarioOf(lines, { cluster });
  assert.deepEqual(
    targets.map(({ address }) => address.transport),
    ['tcp'],
  );
  const own = `${lines}\ntargets: { chat: { ws: "ws://link.example.com/chat/ws" } }`;
  assert.ok(scenarioOf(own, { cluster }).targets[0]!.via.includes('ingress'));
  const named = loaded(
    `${lines}\ntargets: { chat: { way: "ws://link.example.com/chat(/|$)(.*)" } }`,
    {
      cluster,
    },
  );
  assert.ok(!named.ok);
  assert.match(named.problems[0]!.message, /Cannot dial .* as it stands: its path .* is a regular/);
  const only = loaded('path: { cluster: {} }', { cluster: INGRESS('/(.*)') });
  assert.ok(!only.ok);
  assert.match(only.problems[0]!.message, /No way of these manifests can be dialled as it stands/);
});
