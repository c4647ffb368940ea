import { goDurationMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { InertValue, Setting } from '../../setting.ts';

/** A time in Go's notation that ends no open connection, where one is written. */
export function inertTime(
  setting: string,
  { field, why }: { field: Field | undefined; why: string },
): readonly InertValue[] {
  const ms = goDurationMs(field?.text ?? '');
  if (field === undefined || ms === undefined || ms === 0) return [];
  return [{ inert: { setting, ms, why, at: field.at } }];
}

/**
 * Envoy's route timeout, whatever a vendor calls it: the time from the end of the request to the end of the answer. An
 * upgraded request does not end (source/common/router/router.cc, onRequestComplete()), so an open WebSocket is not touched.
 */
export const ANSWER_TIME =
  'the time to answer a request that has ended; an open WebSocket never does';

/** The age of a connection, at which Envoy only stops taking new requests on it while a stream is open. */
export const WAITS_FOR_STREAMS = 'Envoy waits until no stream is open, and a WebSocket is one';

/** `timeouts` of an HTTPRoute, where the product makes Envoy's route timeout of them. */
export function routeTimeouts({ field }: Pick<GatewayRoute, 'field'>): readonly Setting[] {
  return ['request', 'backendRequest'].flatMap((name) =>
    inertTime(`timeouts.${name}`, { field: field.get('timeouts').get(name), why: ANSWER_TIME }),
  );
}
