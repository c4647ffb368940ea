import { graceOf } from '../../objects/workload.ts';
import { POST_SHUTDOWN_MS } from '../../path/kinds/ingress-nginx/changes.ts';
import { configUnread } from '../../path/kinds/ingress-nginx/controller.ts';
import { configTime } from '../../path/kinds/ingress-nginx/effective.ts';
import { seconds } from '../figures.ts';
import { advise, insertInto, replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxGraceLtShutdown: Rule = {
  id: 'NGX-GRACE-LT-SHUTDOWN',
  severity: 'warning',
  title: 'controller killed before its workers have drained',
  about: `When the controller rolls out, nginx drains for worker-shutdown-timeout. The kubelet kills the pod after
terminationGracePeriodSeconds, whatever is still open. So it must be longer than shutdown-grace-period (0) +
worker-shutdown-timeout (240) + post-shutdown-grace-period (10). The Helm chart sets 300; a plain manifest has 30.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} charts/ingress-nginx/values.yaml; pkg/flags/flags.go`],
  *check({ controllers, sources }) {
    for (const controller of controllers) {
      const { workload, flags } = controller;
      if (workload === undefined) continue;
      const grace = graceOf(workload);
      const ownMs = flagMs(flags.get('shutdown-grace-period')?.value, 0);
      const postMs = flagMs(
        flags.get('post-shutdown-grace-period')?.value,
        POST_SHUTDOWN_MS / 1_000,
      );
      const neededMs = ownMs + configTime(controller, 'worker-shutdown-timeout').ms + postMs;
      // A drain that something unread may set is not known.
      const { from } = configTime(controller, 'worker-shutdown-timeout');
      const isKnown = from !== 'default' || configUnread(controller) === undefined;
      if (!isKnown || grace.ms >= neededMs) continue;
      const needed = Math.ceil(neededMs / 1_000);
      const edits = grace.field.exists
        ? replaceValue(sources, { field: grace.field, raw: String(needed) })
        : insertInto(sources, {
            map: workload.podSpec,
            lines: [`terminationGracePeriodSeconds: ${needed}`],
          });
      yield {
        ...placeOf(workload.object, grace.field),
        message: `the kubelet kills the controller after ${seconds(grace.ms)}, but its workers drain for ${seconds(neededMs)}`,
        effective: `${seconds(grace.ms)}${grace.field.exists ? '' : ' (default)'}`,
        fix: {
          ...advise(
            `set terminationGracePeriodSeconds to ${needed} or more, with preStop /wait-shutdown`,
          ),
          edits,
        },
      };
    }
  },
};

function flagMs(value: string | undefined, otherwiseS: number): number {
  return (value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : otherwiseS) * 1_000;
}
