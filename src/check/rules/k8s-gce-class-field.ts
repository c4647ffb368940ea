import { deleteKey } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

/** The classes of GKE's own controller. */
const CLASSES = ['gce', 'gce-internal', 'gce-regional-external'];

export const k8sGceClassField: Rule = {
  id: 'K8S-GCE-CLASS-FIELD',
  severity: 'warning',
  title: 'class of GKE in a field that its controller does not read',
  about: `GKE's Ingress controller has no IngressClass objects. It serves an Ingress whose annotation kubernetes.io/ingress.class is gce,
gce-internal or gce-regional-external, or that names no class at all. With spec.ingressClassName it leaves the Ingress
alone, and nothing reports that: no load balancer is made, or the old one stays as it is.`,
  verified: 'source',
  sources: ['kubernetes/ingress-gce@acbcf5d6 pkg/utils/utils.go IsGCEIngress()'],
  *check({ world: { inventory }, sources }) {
    for (const { object, annotations } of inventory.ingresses) {
      const field = object.root.get('spec').get('ingressClassName');
      const name = field.text ?? '';
      const isElse = inventory.of('IngressClass').some((one) => one.name === name);
      if (!CLASSES.includes(name) || isElse || annotations.has('kubernetes.io/ingress.class'))
        continue;
      yield {
        ...placeOf(object, field),
        message: `GKE does not read ingressClassName: ${name}, so it does not serve this Ingress`,
        written: name,
        fix: {
          advice: `remove it, and use the annotation kubernetes.io/ingress.class: ${name}`,
          edits: deleteKey(sources, field),
        },
      };
    }
  },
};
