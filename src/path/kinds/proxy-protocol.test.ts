import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inventory } from '../../objects/inventory.ts';
import { KUBERNETES_KINDS } from '../../objects/known-kinds.ts';
import { readObjects } from '../../objects/read.ts';
import { proxyProtocolReaders } from './proxy-protocol.ts';

interface Installed {
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: string;
  readonly data?: string;
}

function expectsOf({ image, args = [], env = '', data = '' }: Installed): boolean | undefined {
  const text = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: edge, namespace: edge }
spec:
  template:
    metadata: { labels: { app: edge } }
    spec:
      containers:
        - image: ${image}
          args: ${JSON.stringify(args)}
          env: [${env}]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: conf, namespace: edge }
data: { ${data} }
`;
  const { objects, problems } = readObjects(text, { file: 'm.yaml', known: KUBERNETES_KINDS });
  assert.deepEqual(problems, []);
  return proxyProtocolReaders(new Inventory(objects))[0]?.expects;
}

const TRAEFIK = 'docker.io/traefik:v3.7.0';
const F5 = 'nginx/nginx-ingress:5.5';
const HAPROXYTECH = 'haproxytech/kubernetes-ingress:3.2';
const CONTOUR = 'ghcr.io/projectcontour/contour:v1.33';
const KONG = 'kong/kong-gateway:3.11';

test('each proxy says in its own words whether it expects the PROXY protocol', () => {
  const listen = (value: string) => `{ name: KONG_PROXY_LISTEN, value: "${value}" }`;
  const cases: readonly (readonly [Installed, boolean | undefined])[] = [
    [{ image: TRAEFIK, args: ['--entryPoints.web.proxyProtocol.insecure=true'] }, true],
    [{ image: TRAEFIK, args: ['--entryPoints.web.address=:80'] }, false],
    [{ image: TRAEFIK, args: ['--configFile=/etc/traefik.yaml'] }, undefined],
    [{ image: F5, args: ['-nginx-configmaps=edge/conf'], data: 'proxy-protocol: "True"' }, true],
    [{ image: F5, args: ['-nginx-configmaps=edge/conf'] }, false],
    [{ image: F5, args: ['-nginx-configmaps=edge/other'] }, undefined],
    [{ image: HAPROXYTECH, args: ['--configmap=edge/conf'], data: 'proxy-protocol: "::/0"' }, true],
    [{ image: CONTOUR, args: ['serve', '--use-proxy-protocol'] }, true],
    [{ image: CONTOUR, args: ['serve'] }, false],
    [{ image: KONG, env: listen('0.0.0.0:8000 proxy_protocol') }, true],
    [{ image: KONG, env: listen('0.0.0.0:8000') }, false],
    [{ image: KONG }, undefined],
    [{ image: 'registry.example.com/app:1' }, undefined],
  ];
  for (const [installed, expected] of cases)
    assert.equal(expectsOf(installed), expected, JSON.stringify(installed));
});
