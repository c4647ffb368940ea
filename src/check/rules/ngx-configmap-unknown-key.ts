import { NGINX_CONFIG_KEYS } from '../../path/kinds/ingress-nginx/known-keys.ts';
import { renameKey } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX, nearest } from '../wording.ts';

export const ngxConfigmapUnknownKey: Rule = {
  id: 'NGX-CONFIGMAP-UNKNOWN-KEY',
  severity: 'warning',
  title: "unknown key in the controller's ConfigMap",
  about: `The controller merges the keys that it knows and silently drops the others. An nginx directive
(send_timeout), a name with an annotation prefix, or a typo has no effect.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} internal/ingress/controller/config/config.go; docs configmap.md`],
  *check({ controllers, sources }) {
    for (const { configMap } of controllers) {
      if (configMap === undefined) continue;
      for (const [key, field] of configMap.root.get('data').entries()) {
        if (NGINX_CONFIG_KEYS.has(key)) continue;
        const bare = key.replace(/^.*\//, '').replaceAll('_', '-');
        const near = NGINX_CONFIG_KEYS.has(bare) ? bare : nearest(key, NGINX_CONFIG_KEYS);
        yield {
          ...placeOf(configMap, field),
          message: `${key} is not a key of the controller's ConfigMap and is ignored`,
          effective: 'the default',
          written: field.text ?? '',
          fix: {
            advice: near === undefined ? 'remove it' : `did you mean ${near}?`,
            edits: near === undefined ? [] : renameKey(sources, { field, from: key, to: near }),
          },
        };
      }
    }
  },
};
