import { annotationsOf } from '../../objects/object.ts';
import { insertBefore } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { writtenLimits } from '../written-limits.ts';

export const annotationNeedsAnother: Rule = {
  id: 'ANNOTATION-NEEDS-ANOTHER',
  severity: 'warning',
  title: 'time in an annotation that another annotation has to switch on',
  about: `Some times hold only where a second annotation switches them on: connection-draining-timeout of a classic ELB and of
Application Gateway, connection-drain-timeout of Alibaba Cloud. Without it they are ignored, and nothing reports that.`,
  verified: 'source',
  sources: [
    'kubernetes/cloud-provider-aws@63ec440c docs/service_controller.md',
    'Azure/application-gateway-kubernetes-ingress@f42103da docs/annotations.md',
  ],
  *check(subject) {
    for (const { object, field, key, spec } of writtenLimits(subject, { withoutRange: true })) {
      const needs = spec.place?.needs;
      if (needs === undefined || annotationsOf(object).get(needs.key)?.text === needs.value)
        continue;
      const lines = [`${needs.key}: "${needs.value}"`];
      yield {
        ...placeOf(object, field),
        message: `${key} has no effect without ${needs.key}: "${needs.value}"`,
        effective: 'none',
        written: field.text ?? '',
        fix: {
          advice: `add ${lines[0]}`,
          edits: insertBefore(subject.sources, { field, lines }),
        },
      };
    }
  },
};
