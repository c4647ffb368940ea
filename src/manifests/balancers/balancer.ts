import type { Field } from '../../objects/field.ts';
import type { Service } from '../../objects/service.ts';
import type { Setting } from '../hop.ts';

/** What stands in front of a Service of type LoadBalancer. */
export interface Balancer {
  /** Kind of hop. */
  readonly kind: string;
  readonly settings: readonly Setting[];
  /** Of a balancer that exists already and is shared by name. */
  readonly id?: Field;
  /** It speaks to the pods themselves, so no node translates addresses. */
  readonly isDirect: boolean;
}

/** One cloud: how to tell that a Service is its, and what its annotations say. */
export interface Provider {
  /** As people call it. */
  readonly name: string;
  claims(service: Service): boolean;
  /** The balancer of one port: a listener may speak TCP or HTTP. */
  balancerOf(service: Service, port: number): Balancer;
}

/** True when some annotation begins with one of the prefixes. */
export function hasPrefix({ annotations }: Service, ...prefixes: readonly string[]): boolean {
  return [...annotations.keys()].some((key) => prefixes.some((prefix) => key.startsWith(prefix)));
}

/** The setting that an annotation gives, when it is a whole number of `unitMs` within the range. */
export function settingFrom(
  field: Field | undefined,
  { key, unitMs, rangeMs }: { key: string; unitMs: number; rangeMs?: readonly [number, number] },
): readonly Setting[] {
  const text = field?.text;
  if (field === undefined || text === undefined || !/^\d{1,9}$/.test(text)) return [];
  const ms = Number(text) * unitMs;
  const isRefused = rangeMs !== undefined && (ms < rangeMs[0] || ms > rangeMs[1]);
  return isRefused ? [] : [{ key, ms, at: field.at }];
}
