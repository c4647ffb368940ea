import { controllerOf } from '../../manifests/ingress-class.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

const KEY = 'nginx.org/websocket-services';

export const f5NicWebsocketServices: Rule = {
  id: 'F5-NIC-WEBSOCKET-SERVICES',
  severity: 'warning',
  title: 'F5 NGINX Ingress without nginx.org/websocket-services',
  about: `As far as is known, the F5 controller forwards the upgrade only for services that the annotation
nginx.org/websocket-services lists; for others the backend answers 400, 426 or 200. No source was read for this.`,
  verified: 'unverified',
  sources: ['general knowledge, no source read'],
  *check({ world: { inventory } }) {
    for (const ingress of inventory.ingresses) {
      if (controllerOf(ingress, inventory).kind !== 'f5-nginx-ingress') continue;
      if (ingress.annotations.has(KEY)) continue;
      const services = [...new Set(ingress.rules.map(({ serviceName }) => serviceName ?? ''))];
      yield {
        ...placeOf(ingress.object),
        message: `no ${KEY}: the upgrade may not be forwarded`,
        fix: advise('list the WebSocket services', {
          where: 'annotations of the Ingress',
          lines: [`${KEY}: "${services.join(',')}"`],
        }),
      };
    }
  },
};
