import { NGINX_ANNOTATIONS, NGINX_CONFIG_KEYS } from '../../path/kinds/ingress-nginx/known-keys.ts';
import { renameKey } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX, nearest } from '../wording.ts';

export const ngxAnnotationUnknown: Rule = {
  id: 'NGX-ANNOTATION-UNKNOWN',
  severity: 'warning',
  title: 'unknown ingress-nginx annotation',
  about: `It is ignored. proxy-stream-timeout, keep-alive, worker-shutdown-timeout and upstream-keepalive-*
are keys of the controller's ConfigMap, for the whole controller; nginx's send_timeout has no key at all.`,
  verified: 'source',
  sources: [
    `${INGRESS_NGINX} docs/user-guide/nginx-configuration/annotations.md, annotations-risk.md`,
  ],
  *check({ nginx, sources }) {
    for (const { ingress, controller } of nginx) {
      const prefix = `${controller.prefix}/`;
      for (const [key, field] of ingress.annotations) {
        const name = key.slice(prefix.length);
        if (!key.startsWith(prefix) || NGINX_ANNOTATIONS.has(name)) continue;
        const near = nearest(name, NGINX_ANNOTATIONS);
        const isGlobal = NGINX_CONFIG_KEYS.has(name);
        const advice = isGlobal
          ? `${name} is a key of the controller's ConfigMap`
          : near === undefined
            ? 'remove it'
            : `did you mean ${prefix}${near}?`;
        yield {
          ...placeOf(ingress.object, field),
          message: `${key} is not an ingress-nginx annotation and is ignored`,
          written: field.text ?? '',
          fix: {
            advice,
            edits:
              near === undefined || isGlobal
                ? []
                : renameKey(sources, { field, from: key, to: prefix + near }),
          },
        };
      }
    }
  },
};
