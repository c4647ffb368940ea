import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifests } from '../../../manifests/read.ts';
import { Inventory } from '../../../objects/inventory.ts';
import { ofEntryPoint, staticOf, traefikTimeMs } from './static.ts';

const GRACE = 'transport.lifeCycle.graceTimeOut';

const deployment = (container: string, volumes = '[]') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: traefik }
spec: { template: { spec: { containers: [{ image: "traefik:v3.7", ${container} }], volumes: ${volumes} } } }
`;

const mounted = (name: string, text: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: own }
data: { ${name}: ${JSON.stringify(text)} }
---
${deployment('volumeMounts: [{ name: c, mountPath: /etc/traefik }], args: [--entryPoints.web.address=:80]', '[{ name: c, configMap: { name: own } }]')}`;

/** The grace time of an entry point, and how many things were not read. */
function read(text: string): readonly [grace: string | undefined, unread: number] {
  const { objects, problems } = readManifests(text, 'a.yaml');
  assert.deepEqual(problems, []);
  const configuration = staticOf(new Inventory(objects));
  const grace = ofEntryPoint(configuration, { name: 'web', way: GRACE })?.text;
  return [grace, configuration.unread.length];
}

test('the static configuration is read from flags, environment, file and chart', () => {
  for (const [text, expected] of [
    [deployment('args: [--entrypoints.WEB.transport.lifecycle.gracetimeout=5m]'), ['5m', 0]],
    [
      deployment(
        'env: [{ name: TRAEFIK_ENTRYPOINTS_WEB_TRANSPORT_LIFECYCLE_GRACETIMEOUT, value: 7s }]',
      ),
      ['7s', 0],
    ],
    [
      mounted(
        'traefik.yml',
        'entryPoints: { web: { transport: { lifeCycle: { graceTimeOut: 9 } } } }',
      ),
      ['9', 0],
    ],
    [mounted('traefik.toml', '[entryPoints.web]'), [undefined, 1]],
    [
      `
apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata: { name: traefik, namespace: kube-system }
spec:
  valuesContent: |
    ports: { web: { transport: { lifeCycle: { graceTimeOut: 3m } } } }
`,
      ['3m', 0],
    ],
    ['', [undefined, 1]],
  ] as const)
    assert.deepEqual(read(text), expected, text);
});

test('a number without a unit is in seconds', () => {
  assert.equal(traefikTimeMs('540'), 540_000);
  assert.equal(traefikTimeMs('1m30s'), 90_000);
  assert.equal(traefikTimeMs('soon'), undefined);
});
