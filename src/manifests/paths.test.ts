import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Limit } from '../path/path.ts';
import { onePath } from './one-path.ts';
import { pathsFromManifests } from './paths.ts';
import { readManifestFiles, readManifests } from './read.ts';
import type { Route } from './route.ts';

const ARTICLE = path.resolve(import.meta.dirname, '../../scenarios/article');

function article(version: string) {
  const folder = path.join(ARTICLE, version);
  const files = fs.readdirSync(folder).sort();
  return readManifestFiles(
    files.map((file) => ({ file, text: fs.readFileSync(path.join(folder, file), 'utf8') })),
  ).objects;
}

function routesOf(text: string): readonly Route[] {
  const { objects, problems } = readManifests(text, 'test.yaml');
  assert.deepEqual(problems, []);
  return pathsFromManifests(objects).routes;
}

function ways({ hops }: Route): readonly string[] {
  return hops.hops.map(({ id }) => id);
}

function limit({ hops }: Route, setting: string): Limit {
  const found = hops.hops.flatMap(({ limits }) => limits).find((one) => one.setting === setting);
  assert.ok(found !== undefined, setting);
  return found;
}

function settings({ hops }: Route): readonly string[] {
  return hops.hops.flatMap(({ limits }) => limits.map((one) => one.setting));
}

test('the published manifests of the article have three ways, and 60 s are in force', () => {
  const { routes, notes } = pathsFromManifests(article('as-published'));
  assert.deepEqual(
    routes.map(({ name }) => name),
    ['tcp://link-tcp-socket-svc:80', 'tcp://link-tcp-socket-svc:443', 'wss://link.example.com/'],
  );
  assert.deepEqual(ways(routes[0]!), ['client', 'balancer', 'node', 'pod']);
  assert.deepEqual(ways(routes[2]!), ['client', 'balancer', 'node', 'ingress', 'pod']);
  const read = limit(routes[2]!, 'proxy-read-timeout');
  assert.equal(read.afterMs, 60_000);
  assert.equal(read.source.kind, 'vendor-default');
  assert.equal(limit(routes[0]!, 'EstablishedTimeout').afterMs, 900_000);
  assert.match(notes[0]!.message, /load balancer is assumed to be Alibaba Cloud's \(alibaba-slb\)/);
});

test('an annotation in force is the limit, with its place', () => {
  const [route] = routesOf(`
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: chat
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: "3600"
    nginx.ingress.kubernetes.io/proxy-send-timeout: "3600s"
spec:
  ingressClassName: nginx
  rules:
    - host: chat.example.com
      http: { paths: [{ path: /ws, pathType: Prefix, backend: { service: { name: chat, port: { number: 80 } } } }] }
`);
  assert.equal(route!.name, 'ws://chat.example.com/ws');
  assert.deepEqual(limit(route!, 'proxy-read-timeout').source, {
    kind: 'manifest',
    at: { file: 'test.yaml', line: 7, column: 53 },
  });
  assert.equal(limit(route!, 'proxy-send-timeout').afterMs, 60_000);
});

test("the controller's ConfigMap, Service and flags are found by its Deployment", () => {
  const routes = routesOf(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: edge }
spec:
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - image: registry.k8s.io/ingress-nginx/controller:v1.15.1
          args: [--configmap=$(POD_NAMESPACE)/conf, --annotations-prefix=example.com, --tcp-services-configmap=edge/tcp]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: conf, namespace: edge }
data: { proxy-read-timeout: "120", worker-shutdown-timeout: 1h, proxy-stream-timeout: "7200s" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: tcp, namespace: edge }
data: { "9000": "default/game:9000" }
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: edge
  annotations: { service.beta.kubernetes.io/aws-load-balancer-type: external, service.beta.kubernetes.io/aws-load-balancer-listener-attributes.TCP-443: tcp.idle_timeout.seconds=4000 }
spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 443 }, { port: 9000 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: chat
  annotations: { example.com/proxy-send-timeout: "90" }
spec:
  ingressClassName: nginx
  tls: [{ secretName: x }]
  rules: [{ host: a.example.com, http: { paths: [{ path: /, backend: { service: { name: chat } } }] } }]
`);
  const [stream, chat] = routes;
  assert.deepEqual(
    routes.map(({ name }) => name),
    ['tcp://game:9000', 'wss://a.example.com/'],
  );
  assert.equal(limit(stream!, 'proxy-stream-timeout').afterMs, 7_200_000);
  assert.equal(limit(chat!, 'proxy-read-timeout').afterMs, 120_000);
  assert.equal(limit(chat!, 'proxy-send-timeout').afterMs, 90_000);
  assert.equal(limit(chat!, 'worker-shutdown-timeout').afterMs, 3_600_000);
  assert.equal(limit(chat!, 'tcp.idle_timeout.seconds').afterMs, 4_000_000);
});

test('IPVS, Cilium and Calico are recognized by their own configuration', () => {
  const service = `
apiVersion: v1
kind: Service
metadata: { name: game, annotations: { metallb.io/address-pool: x } }
spec: { type: LoadBalancer, ports: [{ port: 9000 }] }
---
`;
  const [ipvs] = routesOf(`${service}
apiVersion: v1
kind: ConfigMap
metadata: { name: kube-proxy, namespace: kube-system }
data:
  config.conf: |-
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    mode: ipvs
    ipvs:
      tcpTimeout: 2h0m0s
`);
  assert.deepEqual(ways(ipvs!), ['client', 'balancer', 'node-ipvs', 'node', 'pod']);
  const timeout = limit(ipvs!, '--ipvs-tcp-timeout');
  assert.equal(timeout.afterMs, 7_200_000);
  assert.equal(timeout.source.kind === 'manifest' && timeout.source.at.line, 17);
  const [cilium] = routesOf(`${service}
apiVersion: v1
kind: ConfigMap
metadata: { name: cilium-config, namespace: kube-system }
data: { kube-proxy-replacement: "true" }
`);
  assert.equal(limit(cilium!, 'bpf-ct-timeout-service-tcp').afterMs, 8_000_000);
  const [calico] = routesOf(`${service}
apiVersion: crd.projectcalico.org/v1
kind: FelixConfiguration
metadata: { name: default }
spec: { bpfEnabled: true }
`);
  assert.equal(limit(calico!, 'BPFConntrackTimeouts.TCPEstablished').afterMs, 3_600_000);
});

test('a Gateway has the timeouts of its policies, and a request timeout lengthens silence', () => {
  const gateway = (more: string, timeouts = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge }
spec:
  gatewayClassName: eg
  listeners: [{ name: tls, port: 443, protocol: HTTPS }, { name: game, port: 9000, protocol: TCP }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: chat }
spec:
  parentRefs: [{ name: edge, sectionName: tls }]
  hostnames: [chat.example.com]
  rules: [{ backendRefs: [{ name: chat, port: 80 }]${timeouts} }]
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata: { name: game }
spec: { parentRefs: [{ name: edge }], rules: [{ backendRefs: [{ name: game, port: 80 }] }] }
${more}`;
  const [plain, game] = routesOf(gateway(''));
  assert.deepEqual([plain!.name, game!.name], ['wss://chat.example.com/', 'tcp://*:9000']);
  assert.equal(limit(plain!, 'stream_idle_timeout').afterMs, 300_000);
  const [hour] = routesOf(gateway('', ', timeouts: { request: 10s }'));
  assert.equal(limit(hour!, 'stream_idle_timeout').afterMs, 3_600_000);
  const [never] = routesOf(gateway('', ', timeouts: { request: 0s }'));
  assert.equal(settings(never!).includes('stream_idle_timeout'), false);
  const [policy] = routesOf(
    gateway(`---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: { name: long }
spec: { targetRefs: [{ kind: Gateway, name: edge }], timeout: { http: { streamIdleTimeout: 3h } } }
`),
  );
  assert.equal(limit(policy!, 'stream_idle_timeout').afterMs, 10_800_000);
});

test("a pod's grace period and a balancer that reaches pods directly are seen", () => {
  const [route] = routesOf(`
apiVersion: v1
kind: Service
metadata:
  name: game
  annotations:
    service.beta.kubernetes.io/alibaba-cloud-loadbalancer-established-timeout: "600"
    service.beta.kubernetes.io/backend-type: eni
spec: { type: LoadBalancer, selector: { app: game }, ports: [{ port: 9000 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: game }
spec:
  template: { metadata: { labels: { app: game, tier: x } }, spec: { terminationGracePeriodSeconds: 3600, containers: [] } }
`);
  assert.deepEqual(ways(route!), ['client', 'balancer', 'pod']);
  assert.equal(limit(route!, 'EstablishedTimeout').afterMs, 600_000);
  assert.equal(limit(route!, 'terminationGracePeriodSeconds').afterMs, 3_600_000);
});

test("a cloud's HTTP balancer serves Ingresses itself", () => {
  const [gce] = routesOf(`
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: chat, annotations: { kubernetes.io/ingress.class: gce } }
spec: { defaultBackend: { service: { name: chat, port: { number: 80 } } } }
---
apiVersion: v1
kind: Service
metadata: { name: chat, annotations: { cloud.google.com/backend-config: '{"default": "long"}' } }
spec: { ports: [{ port: 80 }] }
---
apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: { name: long }
spec: { timeoutSec: 10800 }
`);
  assert.deepEqual(ways(gce!), ['client', 'balancer', 'pod']);
  assert.equal(limit(gce!, 'timeoutSec').afterMs, 10_800_000);
});

test('onePath() joins ways and keeps apart what differs', () => {
  const { routes } = pathsFromManifests(article('corrected'));
  const { path: joined, ways: joinedWays } = onePath(routes);
  assert.deepEqual(
    joined.hops.map(({ id }) => id),
    ['client', 'balancer', 'balancer-2', 'node', 'ingress', 'pod'],
  );
  assert.deepEqual(
    joinedWays.map(({ via }) => via.join(' ')),
    ['client balancer node pod', 'client balancer node pod', 'client balancer-2 node ingress pod'],
  );
});

test('a setting of one listener is none of the others', () => {
  const routes = routesOf(`
apiVersion: v1
kind: Service
metadata:
  name: game
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-listener-attributes.TCP-80: tcp.idle_timeout.seconds=600
spec: { type: LoadBalancer, ports: [{ port: 80 }, { port: 81 }] }
`);
  const idle = routes.map((route) => limit(route, 'tcp.idle_timeout.seconds').afterMs);
  assert.deepEqual(idle, [600_000, 350_000]);
});

test('two ways of one name keep their own hops, and are told apart by their objects', () => {
  const ingress = (name: string, className: string, controller: string) => `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: ${className} }
spec: { controller: ${controller} }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name} }
spec:
  ingressClassName: ${className}
  rules: [{ host: a.example.com, http: { paths: [{ path: /, backend: { service: { name: chat } } }] } }]
---`;
  const routes = routesOf(
    ingress('public', 'alb', 'ingress.k8s.aws/alb') +
      ingress('inside', 'own', 'k8s.io/ingress-nginx'),
  );
  assert.deepEqual(
    routes.map(({ name, hops }) => [name, hops.hops.at(-2)!.kind]),
    [
      ['ws://a.example.com/', 'aws-alb'],
      ['ws://a.example.com/ of Ingress default/inside', 'ingress-nginx'],
    ],
  );
});

test('an Ingress that only redirects is no way', () => {
  const ingress = (annotation: string, port: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: a, annotations: { ${annotation} } }
spec:
  defaultBackend: { service: { name: ssl-redirect, port: { name: ${port} } } }
`;
  const nginx =
    'kubernetes.io/ingress.class: nginx, nginx.ingress.kubernetes.io/permanent-redirect: "https://b"';
  const action = (type: string) =>
    `alb.ingress.kubernetes.io/actions.ssl-redirect: '{"Type": "${type}"}'`;
  assert.deepEqual(routesOf(ingress(nginx, 'http')), []);
  assert.deepEqual(routesOf(ingress(action('redirect'), 'use-annotation')), []);
  assert.equal(routesOf(ingress(action('forward'), 'use-annotation')).length, 1);
});

test('pods of Rollouts, CloneSets and ReplicaSets are pods', () => {
  for (const [kind, version] of [
    ['Rollout', 'argoproj.io/v1alpha1'],
    ['CloneSet', 'apps.kruise.io/v1alpha1'],
    ['ReplicaSet', 'apps/v1'],
  ]) {
    const [route] = routesOf(`
apiVersion: v1
kind: Service
metadata: { name: game }
spec: { type: LoadBalancer, selector: { app: game }, ports: [{ port: 9000 }] }
---
apiVersion: ${version}
kind: ${kind}
metadata: { name: game }
spec: { template: { metadata: { labels: { app: game } }, spec: { terminationGracePeriodSeconds: 7, containers: [] } } }
`);
    assert.equal(limit(route!, 'terminationGracePeriodSeconds').afterMs, 7_000, kind);
  }
});
