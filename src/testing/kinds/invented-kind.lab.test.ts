import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { SoakWithInventedKind } from './invented-kind.ts';

const product = new SoakWithInventedKind();
after(() => product.remove());

const manifests = (value: string) => `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: own }
spec: { controller: pigeon.example.com/controller }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: chat
  annotations:
    pigeon.example.com/rest-timeout: "${value}"
spec:
  ingressClassName: own
  rules:
    - host: chat.example.com
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: chat, port: { number: 80 } } } }] }
---
apiVersion: v1
kind: Service
metadata: { name: chat }
spec: { selector: { app: chat }, ports: [{ port: 80, targetPort: 8080 }] }
`;

const SCENARIO = `soak: 1
name: pigeons
path:
  - { hop: client, kind: generator }
  - { hop: loft, kind: pigeon, rest-timeout: 2s }
  - { hop: pod, kind: pod }
lab: true
targets:
  quiet: { ws: "ws://lab:80/", connections: 10 }
load: { ramp: 200ms, hold: 5s, drain: 200ms }
`;

/** The same in virtual time: the simulator of this copy plays the kind as it plays any other. */
const SIMULATION = `
import { hopKind } from './dist/path/kinds/all.js';
import { buildHop } from './dist/path/build.js';
import { analyzedRun } from './dist/testing/analyzed-run.js';
import { scenarioOf, targetOf } from './dist/testing/scenarios.js';

const plan = { id: 'loft', kind: hopKind('pigeon'), settings: [], onIdle: new Map(), ports: [80], scaled: false, limits: [] };
const path = { hops: [buildHop(plan).hop] };
const address = { transport: 'ws', host: '192.0.2.80', port: 80, path: '/', headers: {}, subprotocols: [] };
const scenario = scenarioOf({ path, targets: [targetOf(path, { address, connections: 10 })], holdMs: 100000 });
const { summary } = analyzedRun({ scenario, network: { seed: 3, rttMs: [5, 20], path } });
const [group] = summary.dropGroups;
console.log(group.count, group.hop, group.setting, group.configuredMs, group.certainty);
`;

test('the catalogue prints a kind that is one file and a line', () => {
  const text = product.soak('catalogue', 'pigeon');
  assert.match(text, /rest_timeout\n {2}Pigeon Gateway/);
  assert.match(text, /pigeon\.example\.com\/manual/);
  assert.match(product.soak('schema'), /"const": "pigeon"/);
});

test('check reads its manifests: class, annotation, value and range', () => {
  product.write('right.yaml', manifests('90'));
  const right = product.soak('check', 'right.yaml');
  assert.match(right, /90 s\s+idle\s+ingress\s+rest_timeout \(right\.yaml:12/);
  product.write('wrong.yaml', manifests('90m'));
  const wrong = product.soak('check', 'wrong.yaml');
  assert.match(wrong, /LB-TIMEOUT-RANGE[\s\S]*90m is rejected: the range is 1 to 600 s/);
  assert.match(wrong, /45 s\s+idle\s+ingress\s+rest_timeout \(default/);
});

test('plan says when it closes a connection', () => {
  product.write('scenario.yaml', SCENARIO);
  assert.match(product.soak('plan', 'scenario.yaml'), /loft\s+rest_timeout\s+2 s.*(clos|end)/);
});

test('the simulator plays it, and the explanation names it', () => {
  product.write('simulation.mjs', SIMULATION);
  assert.equal(product.node('simulation.mjs').trim(), '10 loft rest_timeout 45000 certain');
});

test('the lab plays it with real sockets, the report explains it and says what to write', () => {
  product.write('scenario.yaml', SCENARIO);
  const text = product.soak('run', 'scenario.yaml');
  assert.match(text, /10 × quiet cut by loft/);
  assert.match(text, /rest_timeout 2 s/);
  assert.match(text, /\+ pigeon\.example\.com\/rest-timeout: "6"/);
});
