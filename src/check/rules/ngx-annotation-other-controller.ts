import { controllerOf, ownerOf } from '../../manifests/ingress-class.ts';
import type { HopKind } from '../../path/hop-kind.ts';
import { hopKind } from '../../path/kinds/all.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxAnnotationOtherController: Rule = {
  id: 'NGX-ANNOTATION-OTHER-CONTROLLER',
  severity: 'warning',
  title: 'annotation of another ingress controller',
  about: `Each controller reads only its own prefix: nginx.ingress.kubernetes.io/ is ingress-nginx (the
Kubernetes project), nginx.org/ is the F5 controller, haproxy.org/ is the one of HAProxy Technologies. After a
migration, old keys stay behind and look as if they still worked.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} parser/main.go`, 'nginx/kubernetes-ingress (nginx.org prefix)'],
  *check({ world: { inventory }, controllers }) {
    const custom = new Set(controllers.map(({ prefix }) => `${prefix}/`));
    for (const ingress of inventory.ingresses) {
      const { kind, from } = controllerOf(ingress, inventory);
      if (kind === undefined || from === 'guess' || from === 'annotations') continue;
      for (const [key, field] of ingress.annotations) {
        const owner = ownerOf(key);
        if (owner === undefined || owner.kind === kind || custom.has(owner.prefix)) continue;
        if (hopKind(kind)?.ingress?.readsToo?.includes(owner.prefix) === true) continue;
        yield {
          ...placeOf(ingress.object, field),
          message: `${key} belongs to ${owner.kind}; class "${ingress.className}" is served by ${kind}, which ignores it`,
          written: field.text ?? '',
          fix: { advice: adviceFor(hopKind(kind)), edits: [] },
        };
      }
    }
  },
};

/** Not every controller has annotations for its timeouts, so there is not always a prefix to change to. */
function adviceFor(kind: HopKind | undefined): string {
  const places =
    kind?.limits.flatMap(({ place }) => (place?.on === 'ingress' ? [place] : [])) ?? [];
  const key = places[0]?.keys(443)[0];
  if (key !== undefined) return `remove it; ${kind?.title} reads annotations such as ${key}`;
  const where = kind?.limits.flatMap(({ change }) => change?.(60_000).where ?? [])[0];
  return where === undefined ? 'remove it' : `remove it; its timeouts are set in the ${where}`;
}
