import { configTime } from '../../manifests/nginx-timeouts.ts';
import { seconds } from '../figures.ts';
import { configFix, configPlace, controllersInUse, wantedReadMs } from '../places.ts';
import { holdMs } from '../plan-ways.ts';
import type { Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { INGRESS_NGINX, MEASURED } from '../wording.ts';

export const ngxReloadCapsLifetime: Rule = {
  id: 'NGX-RELOAD-CAPS-LIFETIME',
  severity: 'warning',
  title: 'a reload cuts every connection long before its time',
  about: `Any change of an Ingress in the controller's scope, also of another team, reloads nginx. The old workers
live on for worker-shutdown-timeout (240 s) and then cut all of their connections at once, busy or idle: FIN
without close_notify, 1006, nothing in the log. Roll-outs of backends and renewed certificates do not reload.
Raise it above the time that connections are to live, let reloads wait for each other, and give long-lived
connections a class and controller of their own; old workers keep their memory meanwhile.`,
  verified: 'measured',
  sources: [`${INGRESS_NGINX} config.go, pkg/util/ingress/ingress.go`, MEASURED],
  *check(subject) {
    for (const use of controllersInUse(subject)) {
      const { controller } = use;
      const { ms, field } = configTime(controller, 'worker-shutdown-timeout');
      const wantedMs = wantedLifeMs(subject, use);
      const place = configPlace(use, 'worker-shutdown-timeout');
      if (place === undefined || ms >= wantedMs) continue;
      const lines = [
        `worker-shutdown-timeout: "${Math.ceil(wantedMs / 1_000)}s"`,
        'enable-serial-reloads: "true"',
      ];
      yield {
        ...place,
        message: `any reload cuts ALL connections ${seconds(ms)} later, busy or idle (FIN without close_notify, 1006); ${seconds(wantedMs)} are wanted`,
        effective: `${seconds(ms)}${field === undefined ? ' (default)' : ''}`,
        ...(field === undefined ? {} : { written: field.text ?? '' }),
        fix: configFix(subject, {
          controller,
          lines: field === undefined ? lines : lines.slice(0, 1),
          advice:
            'raise it above the hold time, with terminationGracePeriodSeconds above that; better still a controller of its own for WebSockets',
        }),
      };
    }
  },
};

/** How long connections through this controller are to live: the hold of the scenario, or what the Ingresses ask for. */
function wantedLifeMs(
  subject: Subject,
  { controller }: ReturnType<typeof controllersInUse>[number],
): number {
  const own = subject.nginx.filter((place) => place.controller === controller);
  const wishMs = own.reduce((most, place) => Math.max(most, wantedReadMs(place)), 0);
  const isUsed = own.length > 0 || controller.tcpServices !== undefined;
  return subject.plan !== undefined && isUsed ? holdMs(subject.plan.scenario) : wishMs;
}
