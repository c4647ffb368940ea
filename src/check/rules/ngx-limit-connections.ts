import { deleteKey } from '../fix.ts';
import { nginxAnnotation, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

const LIMITS = ['limit-connections', 'limit-rps', 'limit-rpm'];
const ALLOW = ['limit-whitelist', 'limit-allowlist'];

export const ngxLimitConnections: Rule = {
  id: 'NGX-LIMIT-CONNECTIONS',
  severity: 'warning',
  title: 'a limit per client address, of which a load generator has one',
  about: `limit-connections, limit-rps and limit-rpm count per client address and replica. A load generator, or a
balancer that translates addresses, is one client to them: handshakes above the limit are answered 503.
Take them out for the soak, or exempt the generators with limit-allowlist.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} docs annotations.md, Rate Limiting`],
  *check({ nginx, sources }) {
    for (const place of nginx) {
      if (ALLOW.some((name) => nginxAnnotation(place, name)?.exists)) continue;
      for (const name of LIMITS) {
        const field = nginxAnnotation(place, name);
        if (field === undefined) continue;
        yield {
          ...placeOf(place.ingress.object, field),
          message: `${name} ${field.text} counts per client address: a load generator is one address, and gets 503 above it`,
          written: field.text ?? '',
          fix: {
            advice: 'take it out for the soak, or name the generators in limit-allowlist',
            edits: deleteKey(sources, field),
          },
        };
      }
    }
  },
};
