import type { Field } from '../../../objects/field.ts';
import type { Ingress } from '../../../objects/ingress.ts';
import type { Setting } from '../../setting.ts';
import { ANSWER_TIME, inertTime } from '../envoy/times.ts';

/** `response-timeout`, and its older name: the time to answer a request, not an idle time. */
export function ingressTimes({ annotations }: Ingress): readonly Setting[] {
  return ['response-timeout', 'request-timeout']
    .map((name) => `projectcontour.io/${name}`)
    .filter((key) => annotations.has(key))
    .slice(0, 1)
    .flatMap((key) => inertTime(key, { field: annotations.get(key), why: ANSWER_TIME }));
}

/** The paths of an Ingress that are upgraded: exact names, not prefixes. */
export function websocketRoutes(field: Field | undefined): readonly string[] {
  return (field?.text ?? '').split(',').map((path) => path.trim());
}
