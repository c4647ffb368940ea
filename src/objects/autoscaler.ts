import type { Field } from './field.ts';
import type { Inventory } from './inventory.ts';
import type { ManifestObject } from './object.ts';
import type { Workload } from './workload.ts';

/** A HorizontalPodAutoscaler: how fast it takes pods away. */
export interface Autoscaler {
  readonly object: ManifestObject;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** `behavior.scaleDown`. */
  readonly scaleDown: Field;
  /** It waits this long for the load to stay low. */
  readonly stabilizationMs: number;
  /** The share of its pods that it may remove at once, as far as its policies say; 0 when it removes none. */
  readonly shareAtOnce: number;
  /** The time in which it may remove them. */
  readonly periodMs: number;
}

/** Kubernetes' own: all spare pods within 15 s, after 300 s of lower load (autoscaling/v2, HPAScalingRules). */
const DEFAULT_STABILIZATION_S = 300;
const DEFAULT_POLICY = { share: 1, periodS: 15 };

/** The autoscalers of a workload. */
export function autoscalersOf(
  { object, replicas }: Workload,
  inventory: Inventory,
): readonly Autoscaler[] {
  return ['HorizontalPodAutoscaler', KEDA]
    .flatMap((kind) => inventory.of(kind))
    .filter(({ namespace, root }) => {
      const target = root.get('spec').get('scaleTargetRef');
      const kind = target.get('kind').text ?? 'Deployment';
      const isSame = target.get('name').text === object.name && kind === object.kind;
      return isSame && namespace === object.namespace;
    })
    .map((scaler) => autoscalerOf(scaler, replicas));
}

/** KEDA makes a HorizontalPodAutoscaler of it (keda.sh, ScaledObject specification). */
const KEDA = 'ScaledObject';

function autoscalerOf(object: ManifestObject, replicas: number): Autoscaler {
  const spec = object.root.get('spec');
  const isKeda = object.kind === KEDA;
  const inner = isKeda ? spec.get('advanced').get('horizontalPodAutoscalerConfig') : spec;
  const scaleDown = inner.get('behavior').get('scaleDown');
  const minReplicas = spec.get(isKeda ? 'minReplicaCount' : 'minReplicas').number ?? 1;
  const maxReplicas = spec.get(isKeda ? 'maxReplicaCount' : 'maxReplicas').number;
  const most = Math.max(maxReplicas ?? replicas, 1);
  const { share, periodS } = fastest(scaleDown, most);
  const windowS = scaleDown.get('stabilizationWindowSeconds').number ?? DEFAULT_STABILIZATION_S;
  return {
    object,
    minReplicas,
    maxReplicas: most,
    scaleDown,
    stabilizationMs: windowS * 1_000,
    shareAtOnce: share,
    periodMs: periodS * 1_000,
  };
}

/** The policy in force: the one that removes most, or the one that removes least with `selectPolicy: Min`. */
function fastest(scaleDown: Field, most: number): { share: number; periodS: number } {
  const select = scaleDown.get('selectPolicy').text;
  if (select === 'Disabled') return { share: 0, periodS: 0 };
  const policies = scaleDown
    .get('policies')
    .items()
    .map((policy) => {
      const value = policy.get('value').number ?? 0;
      const share = policy.get('type').text === 'Pods' ? value / most : value / 100;
      const periodS = policy.get('periodSeconds').number ?? DEFAULT_POLICY.periodS;
      return { share: Math.min(1, share), periodS };
    })
    .sort((a, b) => b.share / b.periodS - a.share / a.periodS);
  return (select === 'Min' ? policies.at(-1) : policies[0]) ?? DEFAULT_POLICY;
}
