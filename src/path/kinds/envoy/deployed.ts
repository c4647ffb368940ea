import type { Inventory } from '../../../objects/inventory.ts';
import { graceOf, type Workload } from '../../../objects/workload.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import type { Setting } from '../../setting.ts';

interface Deployment {
  /** The image, or another sign, of the pods in which Envoy runs. */
  isEnvoy(workload: Workload): boolean;
  /** For people: `the DaemonSet of Contour's Envoy`. */
  readonly what: string;
}

/**
 * What the pods of an Envoy say about its end: the drain time among its flags, and the grace period. Not known where the
 * pods are not among the manifests.
 */
export function deployedSettings(
  inventory: Inventory,
  { isEnvoy, what }: Deployment,
): readonly Setting[] {
  const workload = inventory.workloads.find(isEnvoy);
  if (workload === undefined)
    return [DRAIN, GRACE].map((key) => ({
      key,
      unread: { what: what },
    }));
  const flag = workload.containers
    .map(({ flags }) => flags.get('drain-time-s'))
    .find((one) => one !== undefined);
  const drainMs = WHOLE_SECONDS.parse(flag?.value ?? '');
  const grace = graceOf(workload);
  return [
    ...(flag === undefined || drainMs === undefined
      ? []
      : [{ key: DRAIN, ms: drainMs, at: flag.field.at }]),
    { key: GRACE, ms: grace.ms, at: grace.field.exists ? grace.field.at : workload.object.at },
  ];
}

const DRAIN = 'drain-time';
const GRACE = 'termination-grace-period';
