import { ANNOTATION_TIMEOUTS } from '../../manifests/nginx-timeouts.ts';
import { replaceValue } from '../fix.ts';
import { nginxAnnotation, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxTimeoutNegative: Rule = {
  id: 'NGX-TIMEOUT-NEGATIVE',
  severity: 'error',
  title: 'a negative timeout, which blocks every later change',
  about: `"-1" passes the controller's checks and is rendered as "-1s", which nginx refuses. Since the test of
the rendered file is off in the webhook (CVE-2025-1974), nobody says so: every later change of the whole
controller fails until this Ingress is repaired, also those of other teams.`,
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
          message: `nginx refuses ${field.text}s: every later change of this whole controller fails until it is repaired`,
          effective: 'the configuration from before',
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
