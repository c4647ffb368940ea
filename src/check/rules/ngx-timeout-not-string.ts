import { annotationsOf } from '../../path/manifests/object.ts';
import { replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxTimeoutNotString: Rule = {
  id: 'NGX-TIMEOUT-NOT-STRING',
  severity: 'error',
  title: 'the value of an annotation is a number or a boolean',
  about: `Annotations are texts. An unquoted 10800 is a number and an unquoted true, on or yes a boolean (kubectl
reads YAML 1.1 there), and the API server refuses the object. So nothing of it takes effect.`,
  verified: 'source',
  sources: [
    `${INGRESS_NGINX} docs annotations.md`,
    'Kubernetes API reference, ObjectMeta.annotations',
  ],
  *check({ world: { inventory }, sources }) {
    const objects = [...inventory.ingresses, ...inventory.services].map(({ object }) => object);
    for (const object of objects) {
      for (const [key, field] of annotationsOf(object)) {
        if (typeof field.value !== 'number' && typeof field.value !== 'boolean') continue;
        const { at, text = '' } = field;
        // As it is written, because `on` was read as true.
        const written =
          sources
            .line(at.file, at.line)
            ?.slice(at.column - 1)
            .match(/^[\w.+-]+/)?.[0] ?? text;
        yield {
          ...placeOf(object, field),
          message: `${key} is a ${typeof field.value}, but annotations are texts: the API server refuses the object`,
          written,
          fix: {
            advice: `quote it: "${written}"`,
            edits: replaceValue(sources, { field, raw: `"${written}"` }),
          },
        };
      }
    }
  },
};
