import { ANNOTATION_TIMEOUTS, globalTimeout } from '../../path/kinds/ingress-nginx/effective.ts';
import { NGINX_ANNOTATIONS } from '../../path/kinds/ingress-nginx/known-keys.ts';
import { seconds } from '../figures.ts';
import { renameKey } from '../fix.ts';
import { defaultOf } from '../limit-facts.ts';
import { placeOf, unlessUnread } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { NginxPlace } from '../subject.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxAnnotationNoPrefix: Rule = {
  id: 'NGX-ANNOTATION-NO-PREFIX',
  severity: 'error',
  title: 'ingress-nginx annotation without its prefix',
  about: `The controller looks up "<prefix>/<name>" and nothing else. A plain "proxy-read-timeout" is never
read: no warning, no event, no rejection. The global value applies: ${seconds(defaultOf('ingress-nginx', 'proxy-read-timeout'))} for proxy-read-timeout and
proxy-send-timeout, 5 s for proxy-connect-timeout, unless the controller's ConfigMap says otherwise.`,
  verified: 'source',
  sources: [
    `${INGRESS_NGINX} internal/ingress/annotations/parser/main.go, GetAnnotationWithPrefix`,
  ],
  *check({ nginx, sources }) {
    for (const place of nginx) {
      const { ingress, controller } = place;
      for (const [key, field] of ingress.annotations) {
        if (!NGINX_ANNOTATIONS.has(key)) continue;
        const effective = effectiveOf(key, place);
        const full = `${controller.prefix}/${key}`;
        yield {
          ...placeOf(ingress.object, field),
          message: `"${key}" has no prefix and is silently ignored: ${effective} is in force, not ${field.text}`,
          effective,
          written: field.text ?? '',
          fix: {
            advice: `rename it to ${full}`,
            edits: renameKey(sources, { field, from: key, to: full }),
          },
        };
      }
    }
  },
};

function effectiveOf(key: string, { controller }: NginxPlace): string {
  if (ANNOTATION_TIMEOUTS[key] === undefined) return 'the global value';
  const { ms, from } = globalTimeout(controller, key);
  if (from !== 'default') return `${seconds(ms)} (the controller's ConfigMap)`;
  return `${seconds(ms)} (default${unlessUnread(controller)})`;
}
