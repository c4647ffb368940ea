import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathsFromManifests } from '../paths.ts';
import { readManifests } from '../read.ts';

function routesOf(text: string) {
  const { objects, problems } = readManifests(text, 'm.yaml');
  assert.deepEqual(problems, []);
  return pathsFromManifests(objects);
}

const PROXY = `
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: { name: edge, namespace: web }
spec:
  virtualhost: { fqdn: chat.example.com, tls: { secretName: chat-tls } }
  includes:
    - { name: rooms, namespace: rooms, conditions: [{ prefix: /rooms }] }
  routes:
    - services: [{ name: site, port: 80 }]
      timeoutPolicy: { response: 13s, idleConnection: 17s }
---
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: { name: rooms, namespace: rooms }
spec:
  routes:
    - conditions: [{ prefix: /ws }]
      enableWebsockets: true
      timeoutPolicy: { idle: 1740s }
      services: [{ name: rooms, port: 8080 }]
---
apiVersion: v1
kind: Service
metadata: { name: envoy, namespace: projectcontour, labels: { app: envoy }, annotations: { service.beta.kubernetes.io/alibaba-cloud-loadbalancer-established-timeout: "600" } }
spec: { type: LoadBalancer, selector: { app: envoy }, ports: [{ port: 443 }] }
`;

test('a resource of a product is a way, with the Service of its pods in front and its own times', () => {
  const { routes, notes } = routesOf(PROXY);
  const [site, rooms] = routes;
  assert.deepEqual(
    routes.map(({ name, backend }) => `${name} ${backend}`),
    ['wss://chat.example.com/ web/site', 'wss://chat.example.com/rooms/ws rooms/rooms'],
  );
  assert.deepEqual(
    rooms!.hops.hops.map(({ kind }) => kind),
    ['generator', 'alibaba-slb', 'conntrack', 'contour', 'pod'],
  );
  assert.deepEqual(notes, []);
  const ingress = rooms!.hops.hops.at(-2)!;
  const idle = ingress.limits.find(({ setting }) => setting === 'timeouts.stream-idle-timeout');
  assert.equal(idle?.afterMs, 1_740_000);
  assert.equal(ingress.noUpgrade, undefined);
  const other = site!.hops.hops.at(-2)!;
  assert.equal(other.noUpgrade?.setting, 'enableWebsockets');
  assert.deepEqual(
    other.inert?.map(({ setting, ms }) => [setting, ms]),
    [
      ['timeoutPolicy.response', 13_000],
      ['timeoutPolicy.idleConnection', 17_000],
    ],
  );
});

test('a kind of another API group does not pass for one of Kubernetes', () => {
  const { routes } = routesOf(`
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge }
spec: { gatewayClassName: eg, listeners: [{ name: web, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: chat }
spec: { parentRefs: [{ name: edge }], rules: [{ backendRefs: [{ name: chat, port: 80 }] }] }
`);
  assert.deepEqual(routes, []);
});
