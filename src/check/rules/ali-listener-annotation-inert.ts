import {
  alibabaAnnotations,
  isListenerKey,
  ownsListeners,
} from '../../path/kinds/alibaba/service.ts';
import { balancedByAlibaba } from '../balanced.ts';
import { deleteKey } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM } from '../wording.ts';

export const aliListenerAnnotationInert: Rule = {
  id: 'ALI-LISTENER-ANNOTATION-INERT',
  severity: 'error',
  title: 'annotation for a listener that the controller does not manage',
  about: `See ALI-ID-WITHOUT-OVERRIDE. On a reused SLB without force-override-listeners "true", such an annotation has no
effect, and nothing reports that. The listener keeps its own value.`,
  verified: 'source',
  sources: [`${ALIBABA_CCM} pkg/controller/service/clbv1/model_applier.go`],
  *check(subject) {
    for (const service of balancedByAlibaba(subject)) {
      if (ownsListeners(service)) continue;
      for (const { key, name, field } of alibabaAnnotations(service)) {
        if (!isListenerKey(name)) continue;
        yield {
          ...placeOf(service.object, field),
          message: `${name} "${field.text}" has no effect on a reused SLB without force-override-listeners "true"`,
          effective: "the listener's own value",
          written: field.text ?? '',
          fix: {
            advice: `set it on the listener and remove ${key}, or override the listeners`,
            edits: deleteKey(subject.sources, field),
          },
        };
      }
    }
  },
};
