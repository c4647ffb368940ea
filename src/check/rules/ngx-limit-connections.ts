import { deleteKey } from '../fix.ts';
import { nginxAnnotation, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

const LIMITS = ['limit-connections', 'limit-rps', 'limit-rpm'];
const ALLOW = ['limit-whitelist', 'limit-allowlist'];

export const ngxLimitConnections: Rule = {
  id: 'NGX-LIMIT-CONNECTIONS',
  severity: 'warning',
  title: 'per-client limit, and a load generator is one client',
  about: `limit-connections, limit-rps and limit-rpm count per client address and replica. A load generator, or a
load balancer that translates addresses, is a single client to them: handshakes above the limit get a 503.
Remove them for the soak test, or exempt the generators with limit-allowlist.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} docs annotations.md, Rate Limiting`],
  *check({ nginx, sources }) {
    for (const place of nginx) {
      if (ALLOW.some((name) => nginxAnnotation(place, name)?.exists)) continue;
      for (const name of LIMITS) {
        const field = nginxAnnotation(place, name);
        // 0 is how a limit is switched off, and anything but a number is ignored (annotations/ratelimit at dbb11b92).
        if (field === undefined || !(Number(field.text) > 0)) continue;
        yield {
          ...placeOf(place.ingress.object, field),
          message: `${name} ${field.text} counts per client address: a load generator is one address and gets a 503 above this limit`,
          written: field.text ?? '',
          fix: {
            advice: 'remove it for the soak test, or list the generators in limit-allowlist',
            edits: deleteKey(sources, field),
          },
        };
      }
    }
  },
};
