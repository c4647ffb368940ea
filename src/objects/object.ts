import type { Position } from '../base/problem.ts';
import type { Field } from './field.ts';

/** One Kubernetes object that soak understands. */
export interface ManifestObject {
  readonly kind: string;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name: string;
  readonly root: Field;
  /** Start of the object. */
  readonly at: Position;
  /** soak does not read what it says, only what it is attached to. */
  readonly isUnread?: true;
}

/** A remark about a manifest that prevents nothing: an assumption, or something that was not understood. */
export interface Note {
  readonly at: Position;
  readonly message: string;
  /** What is not known: a way, or what is in front of one. */
  readonly unknown?: 'way' | 'front' | 'proxy';
}

/** For people: `Ingress default/link-websocket-ingress`. */
export function describeObject({ kind, namespace, name }: ManifestObject): string {
  return `${kind} ${namespace}/${name}`;
}

/** The annotations of an object that have a value, by key. The API server rejects anything but strings. */
export function annotationsOf({ root }: ManifestObject): ReadonlyMap<string, Field> {
  const pairs = root.get('metadata').get('annotations').entries();
  return new Map(pairs.filter(([, field]) => field.text !== undefined));
}

/** A map of strings, such as labels and selectors. */
export function textsOf(field: Field): ReadonlyMap<string, string> {
  const pairs = field.entries().map(([key, value]) => [key, value.text ?? ''] as const);
  return new Map(pairs);
}

/** True when every pair of the selector is among the labels. An empty selector selects nothing. */
export function selects(
  selector: ReadonlyMap<string, string>,
  labels: ReadonlyMap<string, string>,
): boolean {
  for (const [key, value] of selector) if (labels.get(key) !== value) return false;
  return selector.size > 0;
}
