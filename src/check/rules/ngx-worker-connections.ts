import { configOf, type NginxController } from '../../path/kinds/ingress-nginx/controller.ts';
import { group } from '../figures.ts';
import { configFix, configPlace, controllersInUse } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { targetsOf } from '../target-ways.ts';
import { INGRESS_NGINX } from '../wording.ts';

const DEFAULT_CONNECTIONS = 16_384;

/** `auto` is one worker per core of the node, which no manifest says; more than this is rare. */
const CORES_ASSUMED = 8;

export const ngxWorkerConnections: Rule = {
  id: 'NGX-WORKER-CONNECTIONS',
  severity: 'warning',
  title: 'more connections than the ingress workers can hold',
  about: `A proxied WebSocket takes two nginx connections, one to each side. So a replica holds worker-processes
x max-worker-connections / 2 WebSockets (8,192 per worker by default), minus what draining workers still hold.
Beyond that, handshakes fail with 500 or 502, or are not accepted.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} config.go; internal/ingress/controller/nginx.go:537-553`],
  *check(subject) {
    for (const use of controllersInUse(subject)) {
      const { controller } = use;
      const wanted = connectionsThrough(controller, subject) / (controller.workload?.replicas ?? 1);
      const field = configOf(controller, 'max-worker-connections');
      const perWorker = numberOf(field?.text) ?? DEFAULT_CONNECTIONS;
      const workers = numberOf(configOf(controller, 'worker-processes')?.text);
      const capacity = ((workers ?? CORES_ASSUMED) * perWorker) / 2;
      const place = configPlace(use, 'max-worker-connections');
      // 0 means three quarters of the open-file limit, which no manifest says.
      if (place === undefined || perWorker === 0 || wanted <= capacity) continue;
      const count =
        workers === undefined ? `${CORES_ASSUMED} (one per core, assumed)` : String(workers);
      yield {
        ...place,
        message: `each WebSocket takes 2 nginx connections: ${count} x ${group(perWorker)} / 2 = ${group(capacity)}, but the scenario needs ${group(wanted)} per replica`,
        effective: group(capacity),
        written: field?.text ?? `${group(DEFAULT_CONNECTIONS)} (default)`,
        fix: configFix(subject, {
          controller,
          lines: ['max-worker-connections: "0"'],
          advice:
            'raise it (0 means 3/4 of the open-file limit), check RLIMIT_NOFILE, or add replicas',
        }),
      };
    }
  },
};

function connectionsThrough(controller: NginxController, subject: Subject): number {
  const owners = new Set(
    subject.nginx
      .filter((place) => place.controller === controller)
      .map(({ ingress }) => ingress.object),
  );
  const routes = subject.routes.filter(({ owner }) => owners.has(owner));
  const targets = new Set(routes.flatMap((route) => targetsOf(route, subject)));
  return [...targets].reduce((sum, { connections }) => sum + connections, 0);
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
