import { nginxTimeMs } from '../../objects/durations.ts';
import { ANNOTATION_TIMEOUTS, globalTimeout } from '../../path/kinds/ingress-nginx/effective.ts';
import { seconds } from '../figures.ts';
import { replaceValue } from '../fix.ts';
import { defaultOf } from '../limit-facts.ts';
import { nginxAnnotation, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxTimeoutHasUnit: Rule = {
  id: 'NGX-TIMEOUT-HAS-UNIT',
  severity: 'error',
  title: 'ingress-nginx timeout that is not a plain number',
  about: `proxy-connect-timeout, proxy-read-timeout and proxy-send-timeout take whole seconds without a unit.
"3600s" or "1h" makes the controller log a warning and use the global value (${seconds(defaultOf('ingress-nginx', 'proxy-read-timeout'))}). The Ingress is accepted,
and the admission webhook reports nothing.`,
  verified: 'source',
  sources: [
    `${INGRESS_NGINX} internal/ingress/annotations/proxy/main.go Parse(); parser/validators.go`,
  ],
  *check({ nginx, sources }) {
    for (const place of nginx) {
      for (const key of Object.keys(ANNOTATION_TIMEOUTS)) {
        const field = nginxAnnotation(place, key);
        const text = field?.string;
        if (field === undefined || text === undefined || /^-?\d+$/.test(text)) continue;
        const effective = seconds(globalTimeout(place.controller, key).ms);
        const ms = nginxTimeMs(text);
        const raw = ms === undefined ? undefined : `"${Math.max(1, Math.round(ms / 1_000))}"`;
        yield {
          ...placeOf(place.ingress.object, field),
          message: `"${text}" is not a whole number: the controller logs a warning and uses the global ${effective}`,
          effective,
          written: text,
          fix: {
            advice: `write plain seconds${raw === undefined ? '' : `: ${raw}`}`,
            edits: raw === undefined ? [] : replaceValue(sources, { field, raw }),
          },
        };
      }
    }
  },
};
