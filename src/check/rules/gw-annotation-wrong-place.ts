import { controllerOf } from '../../manifests/ingress-class.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

/** What a controller reads elsewhere than on an Ingress. */
interface Misplaced {
  readonly kind: string;
  readonly key: RegExp;
  readonly belongs: string;
}

const CONFIG_MAP = "the data of the controller's ConfigMap";

const MISPLACED: readonly Misplaced[] = [
  {
    kind: 'kong',
    key: /^konghq\.com\/((read|write|connect)-timeout|override)$/,
    belongs: 'the annotations of the Service behind it',
  },
  {
    kind: 'haproxytech-ingress',
    key: /^haproxy\.(org|com)\/(timeout-(tunnel|client|client-fin|connect|queue|http-request|http-keep-alive)|hard-stop-after|maxconn)$/,
    belongs: CONFIG_MAP,
  },
  {
    kind: 'haproxy-ingress',
    key: /^(haproxy-ingress\.github|ingress\.kubernetes)\.io\/(timeout-(client|client-fin|stop)|max-connections)$/,
    belongs: CONFIG_MAP,
  },
  {
    kind: 'f5-nginx-ingress',
    key: /^nginx\.org\/worker-(shutdown-timeout|connections)$/,
    belongs: CONFIG_MAP,
  },
];

export const gwAnnotationWrongPlace: Rule = {
  id: 'GW-ANNOTATION-WRONG-PLACE',
  severity: 'warning',
  title: 'annotation on an Ingress that the controller reads elsewhere',
  about: `Kong reads its timeouts, and a KongIngress with timeouts, where the Service names them; HAProxy's controllers and F5's read
what concerns the whole instance in their ConfigMap only. On the Ingress such an annotation is silently ignored, and the
default or the value of the right place stays in force.`,
  verified: 'source',
  sources: [
    'Kong/kubernetes-ingress-controller@1fa68f864 internal/dataplane/kongstate/service.go',
    'haproxytech/kubernetes-ingress@fc120676 documentation/annotations.md',
    'jcmoraisjr/haproxy-ingress@465a51ce docs/content/en/docs/configuration/keys.md (scopes)',
  ],
  *check({ world: { inventory } }) {
    for (const ingress of inventory.ingresses) {
      const { kind } = controllerOf(ingress, inventory);
      const misplaced = MISPLACED.filter((one) => one.kind === kind);
      for (const [key, field] of ingress.annotations) {
        const found = misplaced.find((one) => one.key.test(key));
        if (found === undefined) continue;
        yield {
          ...placeOf(ingress.object, field),
          message: `${key} has no effect on an Ingress: ${kind} reads it in ${found.belongs}`,
          written: field.text ?? '',
          fix: advise(`move it to ${found.belongs}`),
        };
      }
    }
  },
};
