import { ANNOTATION_OWNERS, controllerOf } from '../../manifests/ingress-class.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

/** Controllers that read the annotations of ingress-nginx too, or may. */
const READ_NGINX_TOO = ['traefik', 'higress', 'kong', 'alibaba-alb'];

export const ngxAnnotationOtherController: Rule = {
  id: 'NGX-ANNOTATION-OTHER-CONTROLLER',
  severity: 'warning',
  title: 'annotation of another ingress controller',
  about: `Each controller reads only its own prefix: nginx.ingress.kubernetes.io/ is ingress-nginx (the
Kubernetes project), nginx.org/ is the F5 controller, haproxy.org/ is the one of HAProxy Technologies. After a
migration, old keys stay behind and look as if they still worked.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} parser/main.go`, 'nginx/kubernetes-ingress (nginx.org prefix)'],
  *check({ world: { inventory, controllers } }) {
    const custom = new Set(controllers.map(({ prefix }) => `${prefix}/`));
    for (const ingress of inventory.ingresses) {
      const { kind, from } = controllerOf(ingress, inventory);
      if (kind === undefined || from === 'guess' || from === 'annotations') continue;
      for (const [key, field] of ingress.annotations) {
        const owner = [...ANNOTATION_OWNERS].find(([prefix]) => key.startsWith(prefix));
        if (owner === undefined || owner[1] === kind || custom.has(owner[0])) continue;
        if (owner[1] === 'ingress-nginx' && READ_NGINX_TOO.includes(kind)) continue;
        if (owner[0] === 'alb.ingress.kubernetes.io/' && kind === 'alibaba-alb') continue;
        yield {
          ...placeOf(ingress.object, field),
          message: `${key} belongs to ${owner[1]}; class "${ingress.className}" is served by ${kind}, which ignores it`,
          written: field.text ?? '',
          fix: { advice: `use the annotation prefix of ${kind}`, edits: [] },
        };
      }
    }
  },
};
