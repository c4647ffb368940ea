import { controllerOf } from '../../manifests/ingress-class.ts';
import type { Route } from '../../manifests/route.ts';
import type { Field } from '../../objects/field.ts';
import type { Ingress } from '../../objects/ingress.ts';
import { configOf } from '../../path/kinds/ingress-nginx/controller.ts';
import { replaceValue } from '../fix.ts';
import { nginxAnnotation, placeOf } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import type { NginxPlace, Subject } from '../subject.ts';
import { INGRESS_NGINX } from '../wording.ts';

/** Words by which people call a place that sends events as they come. */
const WORD =
  /(^|[^a-z])(events?|sse|event-?streams?|streams?|notifications?|subscribe|subscriptions?|mercure|live|updates|feed|push)([^a-z]|$)/i;

export const gwSseBuffering: Rule = {
  id: 'GW-SSE-BUFFERING',
  severity: 'warning',
  title: 'response buffering on the way of an event stream',
  about: `With proxy_buffering on, nginx collects what the backend sends before it passes it on, so server-sent events arrive late and in
lumps, and a client that waits for the next one sees silence. ingress-nginx has it off by default, F5's controller on. A backend
switches it off for its own response with the header X-Accel-Buffering: no. WebSockets are not buffered.`,
  verified: 'source',
  sources: [
    `${INGRESS_NGINX} internal/ingress/controller/config/config.go (ProxyBuffering: off)`,
    'nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
    'nginx/kubernetes-ingress@0eb3072d internal/configs/config_params.go (ProxyBuffering: true)',
  ],
  *check(subject) {
    for (const place of subject.nginx) {
      const field = ofIngressNginx(place);
      if (field !== undefined && /^on$|^true$/i.test(field.text ?? ''))
        yield found(place.ingress, { field, subject });
    }
    const { inventory } = subject.world;
    for (const ingress of inventory.ingresses) {
      if (controllerOf(ingress, inventory).kind !== 'f5-nginx-ingress') continue;
      const field = ingress.annotations.get('nginx.org/proxy-buffering');
      if (field === undefined && signOf(ingress, subject) === undefined) continue;
      if (!/^false$/i.test(field?.text ?? '')) yield found(ingress, { field, subject });
    }
  },
};

/** The annotation, else the key of the ConfigMap. */
function ofIngressNginx(place: NginxPlace): Field | undefined {
  return nginxAnnotation(place, 'proxy-buffering') ?? configOf(place.controller, 'proxy-buffering');
}

function found(
  ingress: Ingress,
  { field, subject }: { field: Field | undefined; subject: Subject },
): Found {
  const sign = signOf(ingress, subject);
  const isWritten = field !== undefined;
  const held = sign === undefined ? 'an event stream' : `the event stream (${sign})`;
  const value = field?.text === 'true' ? 'false' : 'off';
  return {
    ...placeOf(ingress.object, field),
    // Nothing says that there are events, or nobody asked for buffering: a remark.
    ...(sign === undefined || !isWritten ? { severity: 'info' as const } : {}),
    message: `proxy-buffering ${isWritten ? (field.text ?? '') : 'is on by default and'} holds back ${held} until a buffer is full, unless the backend sends X-Accel-Buffering: no`,
    written: field?.text ?? '',
    fix: {
      advice: 'switch proxy-buffering off where events are streamed',
      edits: field === undefined ? [] : replaceValue(subject.sources, { field, raw: `"${value}"` }),
    },
  };
}

/** What says that a way of the Ingress streams events. */
function signOf(ingress: Ingress, { routesBy }: Subject): string | undefined {
  return (routesBy.get(ingress.object) ?? [])
    .flatMap(({ path, host, backend }: Route) => [path, host, backend])
    .find((name) => name !== undefined && WORD.test(name));
}
