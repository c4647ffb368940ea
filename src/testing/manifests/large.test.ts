import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkManifests } from '../../check/check.ts';
import { text } from '../../check/formats/text.ts';
import { readManifests } from '../../manifests/read.ts';

/** What is promised holds for a machine of its own; on a shared one even processor time is stretched. */
const SLACK = 3;

/** Milliseconds of processor time, which other processes disturb less than the clock. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function ingress(index: number): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: app-${index}
  namespace: team-${index % 20}
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: "3600"
    proxy-send-timeout: "3600"
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: nginx
  tls:
    - hosts: [app-${index}.example.com]
      secretName: tls-${index}
  rules:
    - host: app-${index}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: app-${index}
                port:
                  number: 80
`;
}

test('1,000 Ingresses are checked in 2 s', (t) => {
  const manifests = Array.from({ length: 1_000 }, (_, index) => ingress(index)).join('---\n');
  const start = cpuMs();
  const checked = checkManifests([{ file: 'all.yaml', text: manifests }]);
  const printed = text.print(checked);
  const tookMs = cpuMs() - start;
  t.diagnostic(
    `${(manifests.length / 1e6).toFixed(1)} MB of Ingresses checked and printed in ${Math.round(tookMs)} ms`,
  );
  assert.equal(
    checked.findings.filter(({ rule }) => rule === 'NGX-ANNOTATION-NO-PREFIX').length,
    1_000,
  );
  assert.ok(printed.length > 0);
  assert.ok(tookMs < 2_000 * SLACK, `${tookMs} ms`);
});

test('50 MB of kubectl get -o json are read in 5 s, and positions in it are found at once', (t) => {
  const pod = (index: number) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${index}`,
      labels: { app: 'x' },
      annotations: { note: 'n'.repeat(300) },
    },
    spec: {
      containers: [
        {
          name: 'c',
          image: 'i',
          env: Array.from({ length: 20 }, (_, key) => ({ name: `E${key}`, value: 'v'.repeat(40) })),
        },
      ],
    },
  });
  const items = Array.from({ length: 15_000 }, (_, index) => pod(index));
  const json = JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2);
  const start = cpuMs();
  const { objects } = readManifests(json, 'all.json');
  const readMs = cpuMs() - start;
  const images = objects.map(
    ({ root }) => root.get('spec').get('containers').items()[0]!.get('image').at.line,
  );
  const allMs = cpuMs() - start;
  t.diagnostic(
    `${Math.round(json.length / 1e6)} MB of JSON read in ${Math.round(readMs)} ms, with 15,000 positions ${Math.round(allMs)} ms`,
  );
  assert.equal(new Set(images).size, 15_000);
  assert.ok(allMs < 5_000 * SLACK, `${allMs} ms`);
});
