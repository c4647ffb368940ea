import type { Field } from '../../objects/field.ts';
import type { ManifestObject } from '../../objects/object.ts';
import { replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxTimeoutNotString: Rule = {
  id: 'NGX-TIMEOUT-NOT-STRING',
  severity: 'error',
  title: 'annotation or ConfigMap value that is not a string',
  about: `Annotations and the data of a ConfigMap are strings. An unquoted 10800 is a number, and an unquoted true, on or yes is
a boolean (kubectl reads YAML 1.1 here). The API server rejects the object, so nothing in it takes effect.`,
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
        // As written, because `on` was read as true.
        const { line, column, file } = field.at;
        const written =
          /^[\w.+-]+/.exec(sources.line(file, line)?.slice(column - 1) ?? '')?.[0] ?? '';
        const isScalar = field.text !== undefined;
        yield {
          ...placeOf(object, field),
          message: `${key} is a ${typeName(field)} but must be a string: the API server rejects the object`,
          written,
          fix: {
            advice: isScalar ? `quote it: "${written}"` : 'write it as one string',
            edits: isScalar ? replaceValue(sources, { field, raw: `"${written}"` }) : [],
          },
        };
      }
    }
  },
};

/** All pairs of an object whose values must be strings. */
function textsOf({ kind, root }: ManifestObject): ReturnType<Field['entries']> {
  const annotations = root.get('metadata').get('annotations').entries();
  return kind === 'ConfigMap' ? [...annotations, ...root.get('data').entries()] : annotations;
}

function typeName({ value }: Field): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'map' : typeof value;
}
