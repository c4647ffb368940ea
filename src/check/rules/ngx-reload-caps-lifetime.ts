import { configTime } from '../../path/kinds/ingress-nginx/effective.ts';
import { durationOf } from '../../scenario/hold.ts';
import { seconds } from '../figures.ts';
import { defaultOf } from '../limit-facts.ts';
import { configFix, configPlace, controllersInUse, unlessUnread, wantedReadMs } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { INGRESS_NGINX, MEASURED } from '../wording.ts';

export const ngxReloadCapsLifetime: Rule = {
  id: 'NGX-RELOAD-CAPS-LIFETIME',
  severity: 'warning',
  title: 'reload cuts every connection long before the end of the hold',
  about: `Any change to an Ingress in the controller's scope, even by another team, reloads nginx. The old workers
keep running for worker-shutdown-timeout (${seconds(defaultOf('ingress-nginx', 'worker-shutdown-timeout'))}) and then cut all of their connections at once, busy or idle: FIN
without close_notify, 1006, nothing in the log. Backend roll-outs and renewed certificates do not cause a reload.
Raise it above the intended lifetime of connections, serialize reloads, and give long-lived
connections their own class and controller. Old workers keep their memory in the meantime.`,
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
        message: `any reload cuts ALL connections ${seconds(ms)} later, busy or idle (FIN without close_notify, 1006); they should live ${seconds(wantedMs)}`,
        effective: `${seconds(ms)}${field === undefined ? ` (default${unlessUnread(controller)})` : ''}`,
        ...(field === undefined ? {} : { written: field.text ?? '' }),
        fix: configFix(subject, {
          controller,
          lines: field === undefined ? lines : lines.slice(0, 1),
          advice:
            'raise it above the hold time, and terminationGracePeriodSeconds above that; better still, run a separate controller for WebSockets',
        }),
      };
    }
  },
};

/** The intended lifetime of connections through this controller: the hold of the scenario, or what the Ingresses ask for. */
function wantedLifeMs(
  subject: Subject,
  { controller }: ReturnType<typeof controllersInUse>[number],
): number {
  const own = subject.nginx.filter((place) => place.controller === controller);
  const wishMs = own.reduce((most, place) => Math.max(most, wantedReadMs(place)), 0);
  const isUsed = own.length > 0 || controller.tcpServices !== undefined;
  return subject.plan !== undefined && isUsed ? durationOf(subject.plan.scenario.load) : wishMs;
}
