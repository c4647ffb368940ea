import { type Edit, insertBefore } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const k8sIngressV1Fields: Rule = {
  id: 'K8S-INGRESS-V1-FIELDS',
  severity: 'error',
  title: 'v1 Ingress with v1beta1 fields',
  about: `Changing only the apiVersion of an old Ingress is not enough: networking.k8s.io/v1 has no
serviceName or servicePort, and requires a pathType. The API server rejects the object.`,
  verified: 'documentation',
  sources: ['Kubernetes API reference, networking.k8s.io/v1 HTTPIngressPath'],
  *check({ world, sources }) {
    for (const { object, rules } of world.inventory.ingresses) {
      if (object.apiVersion !== 'networking.k8s.io/v1') continue;
      for (const { field } of rules) {
        const old = field.get('backend').get('serviceName');
        if (old.exists) {
          yield {
            ...placeOf(object, old),
            message:
              'networking.k8s.io/v1 has no serviceName or servicePort: the API server rejects the object',
            written: `serviceName: ${old.text}`,
            fix: {
              advice: `backend: { service: { name: ${old.text}, port: { number: … } } }`,
              edits: [],
            },
          };
        }
        if (field.get('pathType').exists || !field.get('backend').exists) continue;
        const edits: readonly Edit[] = insertBefore(sources, {
          field: field.get('backend'),
          lines: ['pathType: Prefix'],
        });
        yield {
          ...placeOf(object, field.get('path')),
          message: 'networking.k8s.io/v1 rejects a path without pathType',
          fix: { advice: 'add pathType: Prefix', edits },
        };
      }
    }
  },
};
