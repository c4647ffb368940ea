import { ANNOTATION_TIMEOUTS } from '../../path/kinds/ingress-nginx/effective.ts';
import { replaceValue } from '../fix.ts';
import { nginxAnnotation, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxTimeoutNegative: Rule = {
  id: 'NGX-TIMEOUT-NEGATIVE',
  severity: 'error',
  title: 'negative timeout that blocks every later change',
  about: `"-1" passes the controller's checks and is rendered as "-1s", which nginx rejects. Since the webhook no longer tests
the rendered file (CVE-2025-1974), nothing reports it: every later change to the whole
controller fails until this Ingress is fixed, including changes by other teams.`,
  verified: 'measured',
  sources: [
    'measured: nginx -t, 1.22.1',
    `${INGRESS_NGINX} controller.go CheckIngress; nginx.go OnUpdate`,
  ],
  *check({ nginx, sources }) {
    for (const place of nginx) {
      for (const key of Object.keys(ANNOTATION_TIMEOUTS)) {
        const field = nginxAnnotation(place, key);
        if (field === undefined || !/^-\d+$/.test(field.text ?? '')) continue;
        yield {
          ...placeOf(place.ingress.object, field),
          message: `nginx rejects ${field.text}s: every later change to this controller fails until this is fixed`,
          effective: 'the previous configuration',
          written: field.text ?? '',
          fix: {
            advice: 'use a positive number',
            edits: replaceValue(sources, { field, raw: '"86400"' }),
          },
        };
      }
    }
  },
};
