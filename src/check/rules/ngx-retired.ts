import { advise } from '../fix.ts';
import { controllersInUse, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxRetired: Rule = {
  id: 'NGX-RETIRED',
  severity: 'warning',
  title: 'ingress-nginx is no longer maintained',
  about: `The project ended its maintenance in March 2026; v1.15.1 of 2026-03-20 is the last release, and there are
no more security fixes. Plan a Gateway API implementation (Envoy Gateway, Cilium, Istio), or Traefik, which reads
these annotations. Look at every timeout again: gateways with Envoy inside end a silent stream after 5 minutes,
and F5's controller, which has a similar name, takes values with units and holds 1,024 connections per worker.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} README.md`, 'doc.traefik.io v3.8, kubernetes-ingress-nginx'],
  *check(subject) {
    for (const { controller, first } of controllersInUse(subject)) {
      const { workload, configMap, service } = controller;
      const object = workload?.object ?? service?.object ?? configMap ?? first?.ingress.object;
      if (object === undefined) continue;
      yield {
        ...placeOf(object),
        message:
          'ingress-nginx has not been maintained since March 2026 (last v1.15.1): no security fixes',
        fix: advise(
          'plan a Gateway API implementation, or Traefik with its ingress-nginx provider, and check every timeout again',
        ),
      };
    }
  },
};
