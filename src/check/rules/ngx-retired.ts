import { advise } from '../fix.ts';
import { controllersInUse, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxRetired: Rule = {
  id: 'NGX-RETIRED',
  severity: 'warning',
  title: 'ingress-nginx is no longer maintained',
  about: `The project was retired in March 2026. v1.15.1 of 2026-03-20 is the last release, and there are
no more security fixes. Plan a move to a Gateway API implementation (Envoy Gateway, Cilium, Istio), or to Traefik, which reads
these annotations. Review every timeout: Envoy-based gateways end a silent stream after 5 minutes,
and the similarly named F5 controller takes values with units and holds 1,024 connections per worker.`,
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
          'plan a move to a Gateway API implementation, or to Traefik with its ingress-nginx provider, and review every timeout',
        ),
      };
    }
  },
};
