import type { Field } from '../../objects/field.ts';
import type { ManifestObject } from '../../objects/object.ts';
import { replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxTimeoutNotString: Rule = {
  id: 'NGX-TIMEOUT-NOT-STRING',
  severity: 'error',
  title: 'the value of an annotation or of a ConfigMap is no text',
  about: `Annotations and the data of a ConfigMap are texts. An unquoted 10800 is a number and an unquoted true, on or yes
a boolean (kubectl reads YAML 1.1 there), and the API server refuses the object. So nothing of it takes effect.`,
  verified: 'source',
  sources: [
    `${INGRESS_NGINX} docs annotations.md`,
    'Kubernetes API reference, ObjectMeta.annotations, ConfigMap.data',
  ],
  *check({ world: { inventory }, sources }) {
    const objects = [
      ...[...inventory.ingresses, ...inventory.services].map(({ object }) => object),
      ...inventory.of('ConfigMap'),
    ];
    for (const object of objects) {
      for (const [key, field] of textsOf(object)) {
        if (field.string !== undefined || !field.exists) continue;
        // As it is written, because `on` was read as true.
        const { line, column, file } = field.at;
        const written =
          /^[\w.+-]+/.exec(sources.line(file, line)?.slice(column - 1) ?? '')?.[0] ?? '';
        const isScalar = field.text !== undefined;
        yield {
          ...placeOf(object, field),
          message: `${key} is a ${typeName(field)}, but must be a text: the API server refuses the object`,
          written,
          fix: {
            advice: isScalar ? `quote it: "${written}"` : 'write it as one text',
            edits: isScalar ? replaceValue(sources, { field, raw: `"${written}"` }) : [],
          },
        };
      }
    }
  },
};

/** All pairs of an object that must be texts. */
function textsOf({ kind, root }: ManifestObject): ReturnType<Field['entries']> {
  const annotations = root.get('metadata').get('annotations').entries();
  return kind === 'ConfigMap' ? [...annotations, ...root.get('data').entries()] : annotations;
}

function typeName({ value }: Field): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'map' : typeof value;
}
