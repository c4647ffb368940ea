import { graceOf } from '../../objects/workload.ts';
import type { LimitSpec } from '../hop-kind.ts';
import type { Setting } from '../setting.ts';
import { graceChange } from './ingress-nginx/changes.ts';
import type { Installation } from './installation.ts';

/** The last moment of a proxy's pod: whatever it still holds ends with it. Only known where its workload is. */
export const POD_GRACE: LimitSpec = {
  key: 'termination-grace-period',
  setting: 'terminationGracePeriodSeconds',
  resetBy: 'nothing',
  startsAt: 'event',
  event: 'shutdown',
  effects: ['fin', 'rst'],
  // It is a limit: a proxy that ends earlier takes its connections with it.
  earlyMs: 30_000,
  lateMs: 2_000,
  verified: 'documentation',
  reference: 'kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle',
  change: graceChange,
};

/** The grace period of an installation's pods, written or Kubernetes' own. */
export function podGrace(
  installation: Pick<Installation, 'workload'> | undefined,
): readonly Setting[] {
  if (installation === undefined) return [];
  const { workload } = installation;
  const { ms, field } = graceOf(workload);
  return [{ key: POD_GRACE.key, ms, at: field.exists ? field.at : workload.podSpec.at }];
}
