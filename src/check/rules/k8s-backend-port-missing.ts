import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const k8sBackendPortMissing: Rule = {
  id: 'K8S-BACKEND-PORT-MISSING',
  severity: 'error',
  title: 'Ingress refers to a port that its Service does not have',
  about: `The API server accepts such an Ingress. The controller finds no endpoints and answers every handshake
with 503, so no connection ever opens.`,
  verified: 'documentation',
  sources: ['Kubernetes API reference, networking.k8s.io/v1 IngressServiceBackend'],
  *check({ world: { inventory } }) {
    for (const { object, rules } of inventory.ingresses) {
      for (const { field, serviceName, servicePort } of rules) {
        const service = inventory.service(object.namespace, serviceName);
        if (service === undefined || servicePort === undefined || service.ports.length === 0)
          continue;
        const known = service.ports.flatMap(({ port, name }) => [
          String(port),
          name ?? String(port),
        ]);
        if (known.includes(servicePort)) continue;
        const ports = [...new Set(known)].join(', ');
        yield {
          ...placeOf(object, field.get('backend')),
          message: `Service ${serviceName} has no port ${servicePort} (it has ${ports}): every handshake gets a 503`,
          written: servicePort,
          fix: { advice: `use one of ${ports}`, edits: [] },
        };
      }
    }
  },
};
