import type { Field } from '../../../objects/field.ts';
import type { Service } from '../../../objects/service.ts';
import type { HopKind } from '../../hop-kind.ts';
import { type BalancerOwnership, type ConnectionsMax, hasPrefix } from '../../ownership.ts';
import type { Unread } from '../../unread.ts';

/** A balancer in front of a Service: every kind of this folder has these. */
export function balancerKind(
  facts: Omit<HopKind, 'role' | 'terminates' | 'speaks' | 'limits'> & Partial<HopKind>,
): HopKind {
  return { role: 'load-balancer', terminates: 'maybe', speaks: ['tcp'], limits: [], ...facts };
}

/** Services with one of these beginnings of annotations, or one of these classes. */
export function claimsBy({
  prefixes,
  classes,
}: {
  prefixes: readonly string[];
  classes?: RegExp;
}): BalancerOwnership['claims'] {
  return ({ annotations, loadBalancerClass }) =>
    hasPrefix(annotations, prefixes) ||
    (loadBalancerClass !== undefined && classes?.test(loadBalancerClass) === true);
}

/** `true`, `*`, or a list of ports: the notation that several clouds use for a switch per port. */
export function isOnFor(field: Field | undefined, port: number): boolean {
  const text = field?.text ?? '';
  return ['true', '*'].includes(text) || text.split(',').some((one) => one.trim() === String(port));
}

/** A number of connections that an annotation sets; otherwise the default, where there is one. */
export function connectionsBy(
  { annotations }: Service,
  { key, setting, normally }: { key: string; setting: string; normally?: number },
): { readonly connectionsMax?: ConnectionsMax } {
  const field = annotations.get(key);
  const count = /^\d{1,9}$/.test(field?.text ?? '') ? Number(field?.text) : undefined;
  if (count !== undefined && field !== undefined)
    return { connectionsMax: { count, setting, field } };
  return normally === undefined ? {} : { connectionsMax: { count: normally, setting } };
}

/** What is said of a balancer whose cloud is known and whose idle timeout is not. */
export function timeoutsOf(product: string, { object }: Service): readonly Unread[] {
  const what = `${product}, which no annotation configures in that respect,`;
  return [{ setting: 'the idle timeout', what, at: object.at }];
}
