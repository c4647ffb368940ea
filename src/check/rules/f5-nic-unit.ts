import { ANNOTATION_TIMEOUTS } from '../../path/kinds/ingress-nginx/effective.ts';
import { replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const f5NicUnit: Rule = {
  id: 'F5-NIC-UNIT',
  severity: 'warning',
  title: 'F5 NGINX timeout without a unit',
  about: `F5 NGINX Ingress Controller takes nginx times with a unit ("3600s"); ingress-nginx takes plain numbers ("3600").
nginx reads a bare number as seconds, so this works by luck; copying a value the other way does not.`,
  verified: 'source',
  sources: ['nginx/kubernetes-ingress@003d5228 internal/configs/config_params.go (defaults "60s")'],
  *check({ world, sources }) {
    for (const { object, annotations } of world.inventory.ingresses) {
      for (const key of Object.keys(ANNOTATION_TIMEOUTS)) {
        const field = annotations.get(`nginx.org/${key}`);
        if (field?.string === undefined || !/^\d+$/.test(field.string)) continue;
        yield {
          ...placeOf(object, field),
          message: `nginx.org/${key} takes a time with a unit; a bare ${field.string} is read as seconds`,
          effective: `${field.string} s`,
          written: field.string,
          fix: {
            advice: `"${field.string}s"`,
            edits: replaceValue(sources, { field, raw: `"${field.string}s"` }),
          },
        };
      }
    }
  },
};
