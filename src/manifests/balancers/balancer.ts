import type { Field } from '../../objects/field.ts';
import type { Service } from '../../objects/service.ts';
import type { Setting } from '../hop.ts';

/** The load balancer in front of a Service. */
export interface Balancer {
  /** Kind of hop. */
  readonly kind: string;
  readonly settings: readonly Setting[];
  /** Of an existing load balancer that is shared by name. */
  readonly id?: Field;
  /** It sends traffic straight to pods, so no node translates addresses. */
  readonly isDirect: boolean;
}

/** One cloud: how to recognize its Services, and what its annotations mean. */
export interface Provider {
  /** The usual name. */
  readonly name: string;
  claims(service: Service): boolean;
  /** The load balancer of one port: a listener may be TCP or HTTP. */
  balancerOf(service: Service, port: number): Balancer;
}

/** True when an annotation starts with one of the prefixes. */
export function hasPrefix({ annotations }: Service, ...prefixes: readonly string[]): boolean {
  return [...annotations.keys()].some((key) => prefixes.some((prefix) => key.startsWith(prefix)));
}

/** The setting from an annotation, if it is a whole number of `unitMs` within the range. */
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
