import assert from 'node:assert/strict';
import { test } from 'node:test';
import { autoscalersOf } from './autoscaler.ts';
import { hasDisruptionBudget } from './disruption-budget.ts';
import { Inventory } from './inventory.ts';
import { KUBERNETES_KINDS } from './known-kinds.ts';
import { readObjects } from './read.ts';

const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: chat, namespace: apps }
spec: { replicas: 4, template: { metadata: { labels: { app: chat, tier: web } }, spec: {} } }
---
`;

function inventoryOf(text: string): Inventory {
  const { objects, problems } = readObjects(DEPLOYMENT + text, {
    file: 'm.yaml',
    known: KUBERNETES_KINDS,
  });
  assert.deepEqual(problems, []);
  return new Inventory(objects);
}

function scalerWith(behavior: string, name = 'chat') {
  const inventory = inventoryOf(`
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: x, namespace: apps }
spec: { scaleTargetRef: { kind: Deployment, name: ${name} }, minReplicas: 2, maxReplicas: 20${behavior} }
`);
  return autoscalersOf(inventory.workloads[0]!, inventory)[0];
}

function speedOf(scaleDown: string): readonly (number | undefined)[] {
  const scaler = scalerWith(`, behavior: { scaleDown: { ${scaleDown} } }`);
  return [scaler?.stabilizationMs, scaler?.shareAtOnce, scaler?.periodMs];
}

test('an autoscaler without a behavior may remove all spare pods within 15 s, after 300 s', () => {
  const scaler = scalerWith('')!;
  const { stabilizationMs, shareAtOnce, periodMs, minReplicas } = scaler;
  assert.deepEqual([stabilizationMs, shareAtOnce, periodMs, minReplicas], [300_000, 1, 15_000, 2]);
  assert.equal(scalerWith('', 'other'), undefined);
});

test('a ScaledObject of KEDA is one too', () => {
  const inventory = inventoryOf(`
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: x, namespace: apps }
spec:
  scaleTargetRef: { name: chat }
  minReplicaCount: 3
  maxReplicaCount: 9
  advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 7 } } } }
`);
  const scaler = autoscalersOf(inventory.workloads[0]!, inventory)[0]!;
  const { minReplicas, maxReplicas, stabilizationMs, shareAtOnce } = scaler;
  assert.deepEqual([minReplicas, maxReplicas, stabilizationMs, shareAtOnce], [3, 9, 7_000, 1]);
});

test('of several policies the one that removes most is in force, or least with Min, or none', () => {
  const two =
    'policies: [{ type: Pods, value: 1, periodSeconds: 60 }, { type: Percent, value: 50, periodSeconds: 60 }]';
  assert.deepEqual(speedOf(two), [300_000, 0.5, 60_000]);
  assert.deepEqual(speedOf(`selectPolicy: Min, ${two}`), [300_000, 0.05, 60_000]);
  assert.deepEqual(speedOf('stabilizationWindowSeconds: 0, selectPolicy: Disabled'), [0, 0, 0]);
});

test('a PodDisruptionBudget counts where it selects the labels, in its own namespace', () => {
  const cases: readonly [selector: string, namespace: string, has: boolean][] = [
    ['{ matchLabels: { app: chat } }', 'apps', true],
    ['{ matchLabels: { app: chat } }', 'default', false],
    ['{ matchLabels: { app: other } }', 'apps', false],
    ['{}', 'apps', true],
    ['{ matchExpressions: [{ key: tier, operator: In, values: [web, api] }] }', 'apps', true],
    ['{ matchExpressions: [{ key: tier, operator: NotIn, values: [web] }] }', 'apps', false],
    ['{ matchExpressions: [{ key: app, operator: Exists }] }', 'apps', true],
    ['{ matchExpressions: [{ key: app, operator: DoesNotExist }] }', 'apps', false],
  ];
  for (const [selector, namespace, has] of cases) {
    const inventory = inventoryOf(`
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: x, namespace: ${namespace} }
spec: { maxUnavailable: 1, selector: ${selector} }
`);
    assert.equal(hasDisruptionBudget(inventory.workloads[0]!, inventory), has, selector);
  }
});
