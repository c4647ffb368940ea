import { goDurationMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import type { Change } from '../../change.ts';
import { GO_DURATION } from '../../notation.ts';
import type { Setting, SetValue } from '../../setting.ts';
import { idleSetting } from './idle-setting.ts';

type PolicyKind = 'BackendTrafficPolicy' | 'ClientTrafficPolicy';

/** What Envoy Gateway's policies set on a route. */
export function policySettings(route: GatewayRoute, inventory: Inventory): readonly Setting[] {
  const backend = [route.object, route.gateway].flatMap((target) =>
    policiesFor(target, { kind: 'BackendTrafficPolicy', inventory }),
  );
  const client = policiesFor(route.gateway, { kind: 'ClientTrafficPolicy', inventory });
  return [
    ...streamIdle(route, [...backend, ...client]),
    ...[
      ...age('max-stream-duration', {
        policies: client,
        way: 'connection.connectionLimit.maxStreamDuration',
      }),
      ...age('max-stream-duration', { policies: backend, way: 'timeout.http.maxStreamDuration' }),
    ].sort((a, b) => a.ms - b.ms),
    ...age('tcp-idle-timeout', { policies: client, way: 'timeout.tcp.idleTimeout' }),
  ];
}

/** Writes a field of a policy. */
export function policyChange(kind: PolicyKind, way: string): (ms: number) => Change {
  const steps = way.split('.');
  return (ms) => ({
    where: `spec of a ${kind} (gateway.envoyproxy.io/v1alpha1) whose targetRefs name the ${kind === 'ClientTrafficPolicy' ? 'Gateway' : 'route'}`,
    key: way,
    text: steps.map((step, depth) => {
      const value = depth === steps.length - 1 ? ` ${GO_DURATION.write(ms)}` : '';
      return `${'  '.repeat(depth)}${step}:${value}`;
    }),
    manifest: { kind, under: ['spec'] },
  });
}

/** The idle timeout of a silent stream, where a policy or the route sets one. */
function streamIdle(
  { requestTimeout }: GatewayRoute,
  policies: readonly ManifestObject[],
): readonly Setting[] {
  const [field] = fieldsAt('timeout.http.streamIdleTimeout', policies);
  if (field === undefined) return fromRequestTimeout(requestTimeout);
  return idleSetting('stream-idle-timeout', { ms: goDurationMs(field.text ?? ''), field });
}

/**
 * Envoy Gateway keeps a silent stream for at least an hour when its route has a request timeout, and
 * forever when that is 0s (internal/xds/translator/route.go, idleTimeout()).
 */
function fromRequestTimeout(field: Field): readonly Setting[] {
  const ms = goDurationMs(field.text ?? '');
  if (ms === undefined) return [];
  return idleSetting('stream-idle-timeout', { ms: ms === 0 ? 0 : Math.max(ms, 3_600_000), field });
}

/** The first policy that has this field; 0 switches it off. */
function age(
  key: string,
  { policies, way }: { policies: readonly ManifestObject[]; way: string },
): readonly SetValue[] {
  return fieldsAt(way, policies)
    .flatMap((field) => {
      const ms = goDurationMs(field.text ?? '');
      return ms === undefined || ms === 0 ? [] : [{ key, ms, at: field.at }];
    })
    .slice(0, 1);
}

function fieldsAt(way: string, policies: readonly ManifestObject[]): readonly Field[] {
  return policies
    .map(({ root }) => way.split('.').reduce((field, step) => field.get(step), root.get('spec')))
    .filter(({ text }) => text !== undefined);
}

function policiesFor(
  target: ManifestObject,
  { kind, inventory }: { kind: PolicyKind; inventory: Inventory },
): readonly ManifestObject[] {
  return inventory.of(kind).filter(({ namespace, root }) => {
    const spec = root.get('spec');
    const targets = [spec.get('targetRef'), ...spec.get('targetRefs').items()];
    return (
      namespace === target.namespace &&
      targets.some(
        (ref) => ref.get('kind').text === target.kind && ref.get('name').text === target.name,
      )
    );
  });
}
