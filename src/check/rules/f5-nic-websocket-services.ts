import { controllerOf } from '../../manifests/ingress-class.ts';
import type { Route } from '../../manifests/route.ts';
import type { Ingress } from '../../objects/ingress.ts';
import { webSocketSign } from '../evidence.ts';
import { advise, insertInto } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const KEY = 'nginx.org/websocket-services';

const SOURCE =
  'nginx/kubernetes-ingress@0eb3072d internal/configs/version1/nginx.ingress.tmpl#L347; internal/configs/annotations.go getWebsocketServices';

export const f5NicWebsocketServices: Rule = {
  id: 'F5-NIC-WEBSOCKET-SERVICES',
  severity: 'warning',
  title: 'F5 NGINX Ingress without nginx.org/websocket-services',
  about: `For an Ingress, the F5 controller passes the Upgrade header on only to the services that the annotation
nginx.org/websocket-services lists; the backend of any other service answers 400, 426 or 200. A VirtualServer needs
nothing of the kind. The rule speaks where something says that WebSockets are meant: a name, a longer timeout, a scenario.`,
  verified: 'source',
  sources: [SOURCE],
  *check(subject) {
    const { inventory } = subject.world;
    for (const ingress of inventory.ingresses) {
      if (controllerOf(ingress, inventory).kind !== 'f5-nginx-ingress') continue;
      const listed = (ingress.annotations.get(KEY)?.text ?? '')
        .split(',')
        .map((name) => name.trim());
      const missing = (subject.routesBy.get(ingress.object) ?? []).filter(
        (route) => !listed.includes(serviceOf(route)),
      );
      const meant = missing.flatMap((route) => {
        const sign = webSocketSign(route, subject) ?? longTimeout(ingress);
        return sign === undefined ? [] : [{ service: serviceOf(route), sign }];
      });
      const [first] = meant;
      if (first !== undefined) yield found(first.sign, { ingress, subject, services: meant });
    }
  },
};

function found(
  sign: string,
  {
    ingress,
    subject,
    services,
  }: { ingress: Ingress; subject: Subject; services: readonly { readonly service: string }[] },
): Found {
  const names = [...new Set(services.map(({ service }) => service))];
  const field = ingress.annotations.get(KEY);
  const line = `${KEY}: "${names.join(',')}"`;
  const annotations = ingress.object.root.get('metadata').get('annotations');
  const where = 'annotations of the Ingress';
  const edits =
    field === undefined ? insertInto(subject.sources, { map: annotations, lines: [line] }) : [];
  return {
    ...placeOf(ingress.object, field),
    message: `${KEY} does not list ${names.join(', ')}: a WebSocket (${sign}) is not upgraded`,
    fix: {
      ...advise('list the WebSocket services', { where, lines: [line] }),
      edits,
    },
  };
}

function serviceOf({ backend }: Route): string {
  return backend.slice(backend.indexOf('/') + 1);
}

/** Nobody raises the timeout of a page to more than its default of 60 s, but for connections that stay open. */
function longTimeout({ annotations }: Ingress): string | undefined {
  const field = annotations.get('nginx.org/proxy-read-timeout');
  const seconds = Number(/^(\d+)s?$/.exec(field?.text ?? '')?.[1] ?? 0);
  const isLong = seconds > 60 || /^\d+(m|h|d)$/.test(field?.text ?? '');
  return isLong ? `nginx.org/proxy-read-timeout ${field?.text}` : undefined;
}
