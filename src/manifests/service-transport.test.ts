import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathsFromManifests } from './paths.ts';
import { readManifests } from './read.ts';

function names(ports: string, annotations = '{}'): readonly string[] {
  const text = `apiVersion: v1
kind: Service
metadata: { name: game, annotations: ${annotations} }
spec: { type: LoadBalancer, ports: [${ports}] }
`;
  return pathsFromManifests(readManifests(text, 'a.yaml').objects).routes.map(({ name }) => name);
}

test('appProtocol and the names of ports say what clients speak', () => {
  const cases: readonly (readonly [port: string, name: string])[] = [
    ['port: 80', 'tcp://game:80'],
    ['port: 1883, name: mqtt', 'tcp://game:1883'],
    ['port: 8883, name: mqtts', 'tls://game:8883'],
    ['port: 8883, name: mqtts-external', 'tls://game:8883'],
    ['port: 443, name: wss', 'wss://game:443/'],
    ['port: 80, appProtocol: kubernetes.io/ws', 'ws://game:80/'],
    ['port: 443, name: web, appProtocol: kubernetes.io/wss', 'wss://game:443/'],
    ['port: 443, name: https', 'tls://game:443'],
    ['port: 443, name: tls', 'tcp://game:443'],
    ['port: 443, appProtocol: tls', 'tls://game:443'],
  ];
  for (const [port, name] of cases) assert.deepEqual(names(`{ ${port} }`), [name], port);
});

test('a port named for TLS that reaches the same pods as a plain one carries the same', () => {
  const ports =
    '{ port: 80, name: tcp, targetPort: 5150 }, { port: 443, name: https, targetPort: 5150 }';
  assert.deepEqual(names(ports), ['tcp://game:80', 'tcp://game:443']);
});

test('a listener that speaks HTTP carries WebSocket, and never raw TCP', () => {
  const annotations =
    '{ service.beta.kubernetes.io/alibaba-cloud-loadbalancer-protocol-port: "http:80" }';
  assert.deepEqual(names('{ port: 80 }, { port: 9000 }', annotations), [
    'ws://game:80/',
    'tcp://game:9000',
  ]);
});
