import type { Place } from './place.ts';

/** How to give a setting another value: lines to paste, and where. */
export interface Change {
  /** For people: `data of the controller's ConfigMap`. */
  readonly where: string;
  readonly key: string;
  /** Ready to paste, with the value. */
  readonly text: readonly string[];
  /** What has to change with it, or it has no effect. */
  readonly also?: readonly Change[];
  /** The object that the lines belong to, and where in it; absent where no manifest sets it. */
  readonly manifest?: ManifestPlace;
}

interface ManifestPlace {
  readonly kind: string;
  /** The name that the object must have to be read. */
  readonly name?: string;
  /** The object is to be made, not changed. */
  readonly apiVersion?: string;
  /** From the root: `['metadata', 'annotations']`. */
  readonly under: readonly string[];
}

const OBJECTS: Readonly<Record<Place['on'], { where: string; kind: string }>> = {
  ingress: { where: 'annotations of the Ingress', kind: 'Ingress' },
  backend: { where: 'annotations of the Service behind it', kind: 'Service' },
  balancer: { where: 'annotations of the Service', kind: 'Service' },
};

/** The annotation that gives a limit this value. */
export function annotate(place: Place, { ms, port }: { ms: number; port: number }): Change {
  const { on, notation, attribute, needs } = place;
  const key = place.keys(port)[0] ?? '';
  const value = notation.write(ms);
  const { where, kind } = OBJECTS[on];
  return {
    where,
    key,
    text: [
      ...(needs === undefined ? [] : [`${needs.key}: "${needs.value}"`]),
      `${key}: "${attribute === undefined ? value : `${attribute}=${value}`}"`,
    ],
    manifest: { kind, under: ['metadata', 'annotations'] },
  };
}
