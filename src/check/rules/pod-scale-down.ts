import { type Autoscaler, autoscalersOf } from '../../objects/autoscaler.ts';
import { holders } from '../backends.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

/** A scale-down of no more than this share of the pods a minute lets clients move over in small groups. */
const GENTLE_SHARE_PER_MINUTE = 0.1;

export const podScaleDown: Rule = {
  id: 'POD-SCALE-DOWN',
  severity: 'warning',
  title: 'autoscaler that takes away many pods at once',
  about: `Scaling down ends every connection of the pods that are removed, and it needs no change of the configuration: a
quiet hour is enough. By default, a HorizontalPodAutoscaler waits for 300 s of lower load and may then remove all spare
pods within 15 s. Long connections do not move when pods are added, so after a peak the old pods carry them and the new
ones are idle. Where each pod holds long connections, remove few pods at a time.`,
  verified: 'documentation',
  sources: ['kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale (default behavior)'],
  *check(subject) {
    for (const workload of holders(subject)) {
      for (const scaler of autoscalersOf(workload, subject.world.inventory)) {
        if (isGentle(scaler)) continue;
        const { object, scaleDown, stabilizationMs, shareAtOnce, periodMs } = scaler;
        const share = Math.round(shareAtOnce * 100);
        const isWritten = scaleDown.exists;
        yield {
          ...placeOf(object, isWritten ? scaleDown : undefined),
          message: `a scale-down may remove ${share} % of the spare pods within ${seconds(periodMs)}, after ${seconds(stabilizationMs)} of lower load, and ends all of their connections`,
          effective: `${share} % per ${seconds(periodMs)}${isWritten ? '' : ' (default)'}`,
          ...(isWritten ? {} : { severity: 'info' as const }),
          fix: advise('remove one pod at a time, and wait longer for the load to stay low', {
            where: 'spec.behavior of the HorizontalPodAutoscaler',
            lines: [
              'scaleDown:',
              '  stabilizationWindowSeconds: 1800',
              '  policies:',
              '    - { type: Pods, value: 1, periodSeconds: 300 }',
            ],
          }),
        };
      }
    }
  },
};

function isGentle({ shareAtOnce, periodMs }: Autoscaler): boolean {
  return shareAtOnce === 0 || shareAtOnce / (periodMs / 60_000) <= GENTLE_SHARE_PER_MINUTE;
}
