import { isLocal } from '../../objects/service.ts';
import { deleteKey } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const svcHealthPortWithoutLocal: Rule = {
  id: 'SVC-HEALTH-PORT-WITHOUT-LOCAL',
  severity: 'error',
  title: 'healthCheckNodePort on a Service that cannot have one',
  about: `healthCheckNodePort is only valid on a Service of type LoadBalancer with externalTrafficPolicy Local. On any other
Service, the API server rejects it.`,
  verified: 'documentation',
  sources: ['Kubernetes API reference, ServiceSpec.healthCheckNodePort'],
  *check({ world, sources }) {
    for (const service of world.inventory.services) {
      const { healthCheckNodePort: field, object, type } = service;
      if (!field.exists || field.number === 0 || (type === 'LoadBalancer' && isLocal(service)))
        continue;
      yield {
        ...placeOf(object, field),
        message:
          'healthCheckNodePort is only for type LoadBalancer with externalTrafficPolicy Local: the API server rejects this',
        written: field.text ?? '',
        fix: {
          advice: 'remove it, or set externalTrafficPolicy: Local',
          edits: deleteKey(sources, field),
        },
      };
    }
  },
};
