import { goDurationMs, secondsMs } from '../objects/durations.ts';
import type { Field } from '../objects/field.ts';
import type { GatewayRoute } from '../objects/gateway.ts';
import type { Inventory } from '../objects/inventory.ts';
import type { ManifestObject } from '../objects/object.ts';
import { readInner } from '../objects/yaml-document.ts';
import type { Setting } from './hop.ts';

/** Kinds of Envoy-based gateways. */
export const ENVOY_KINDS: readonly string[] = [
  'envoy',
  'envoy-gateway',
  'contour',
  'istio',
  'cilium-gateway',
  'higress',
];

/** The idle timeout of a silent stream, if an object of the route or of the cluster sets one. */
export function streamIdleOf(route: GatewayRoute, inventory: Inventory): Setting | undefined {
  if (route.kind !== 'envoy-gateway') return clusterIdleOf(route.kind, inventory);
  const policies = [
    ...policiesFor(route.object, { kind: 'BackendTrafficPolicy', inventory }),
    ...policiesFor(route.gateway, { kind: 'BackendTrafficPolicy', inventory }),
    ...policiesFor(route.gateway, { kind: 'ClientTrafficPolicy', inventory }),
  ];
  const field = policies
    .map(({ root }) => root.get('spec').get('timeout').get('http').get('streamIdleTimeout'))
    .find(({ text }) => text !== undefined);
  return field === undefined
    ? fromRequestTimeout(route.requestTimeout)
    : idleSetting('stream-idle-timeout', { ms: goDurationMs(field.text ?? ''), field });
}

/** What Cilium's or Contour's own configuration says about every silent stream. */
export function clusterIdleOf(kind: string | undefined, inventory: Inventory): Setting | undefined {
  const data = (name: string) =>
    inventory
      .of('ConfigMap')
      .find((object) => object.name === name)
      ?.root.get('data');
  if (kind === 'cilium-gateway') {
    const field = data('cilium-config')?.get('http-stream-idle-timeout');
    return idleSetting('http-stream-idle-timeout', { ms: secondsMs(field?.text ?? ''), field });
  }
  const file = kind === 'contour' ? data('contour')?.get('contour.yaml') : undefined;
  const root = file === undefined ? undefined : readInner(file);
  const field = root?.get('timeouts').get('stream-idle-timeout');
  const isOff = field?.text === 'infinity' || field?.text === 'infinite';
  return idleSetting('stream-idle-timeout', {
    ms: isOff ? 0 : goDurationMs(field?.text ?? ''),
    field,
  });
}

/** Envoy: 0 disables an idle timeout. */
function idleSetting(
  key: string,
  { ms, field }: { ms: number | undefined; field: Field | undefined },
): Setting | undefined {
  if (ms === undefined || field === undefined) return undefined;
  return { key, ms: ms === 0 ? Number.POSITIVE_INFINITY : ms, at: field.at };
}

/**
 * Envoy Gateway keeps a silent stream for at least an hour when its route has a request timeout, and
 * forever when that is 0s (internal/xds/translator/route.go, idleTimeout()).
 */
function fromRequestTimeout(field: Field): Setting | undefined {
  const ms = goDurationMs(field.text ?? '');
  if (ms === undefined) return undefined;
  const idleMs = ms === 0 ? Number.POSITIVE_INFINITY : Math.max(ms, 3_600_000);
  return { key: 'stream-idle-timeout', ms: idleMs, at: field.at };
}

/** Other settings of Envoy Gateway that end connections. */
export function policySettings(route: GatewayRoute, inventory: Inventory): readonly Setting[] {
  if (route.kind !== 'envoy-gateway') return [];
  const backend = [route.object, route.gateway].flatMap((target) =>
    policiesFor(target, { kind: 'BackendTrafficPolicy', inventory }),
  );
  const client = policiesFor(route.gateway, { kind: 'ClientTrafficPolicy', inventory });
  return [
    ...durations(backend, {
      group: 'http',
      name: 'maxConnectionDuration',
      key: 'max-connection-duration',
    }),
    ...durations(client, { group: 'tcp', name: 'idleTimeout', key: 'tcp-idle-timeout' }),
  ];
}

function durations(
  policies: readonly ManifestObject[],
  { group, name, key }: { group: string; name: string; key: string },
): readonly Setting[] {
  return policies
    .map(({ root }) => root.get('spec').get('timeout').get(group).get(name))
    .flatMap((field) => {
      const ms = goDurationMs(field.text ?? '');
      return ms === undefined || ms === 0 ? [] : [{ key, ms, at: field.at }];
    })
    .slice(0, 1);
}

function policiesFor(
  target: ManifestObject,
  { kind, inventory }: { kind: string; inventory: Inventory },
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
