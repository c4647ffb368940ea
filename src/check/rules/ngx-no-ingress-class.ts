import { insertInto } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

export const ngxNoIngressClass: Rule = {
  id: 'NGX-NO-INGRESS-CLASS',
  severity: 'warning',
  title: 'Ingress without a class, which no controller may serve',
  about: `The controller ignores an Ingress without a class, unless an IngressClass is marked as the default or
the controller runs with --watch-ingress-without-class.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} internal/ingress/controller/store/store.go; pkg/flags/flags.go:77`],
  *check({ nginx, world: { inventory }, sources }) {
    const hasDefault = inventory
      .of('IngressClass')
      .some(
        ({ root }) => root.get('metadata').get('annotations').get(DEFAULT_CLASS).text === 'true',
      );
    if (hasDefault) return;
    for (const { ingress, controller } of nginx) {
      const watches = controller.flags.get('watch-ingress-without-class')?.value === 'true';
      if (ingress.className !== undefined || watches) continue;
      const className = controller.className ?? 'nginx';
      const spec = ingress.object.root.get('spec');
      yield {
        ...placeOf(ingress.object, spec),
        message:
          'no class: the controller ignores this Ingress unless a default IngressClass exists',
        fix: {
          advice: `set spec.ingressClassName: ${className}`,
          edits: insertInto(sources, { map: spec, lines: [`ingressClassName: ${className}`] }),
        },
      };
    }
  },
};
