import { goDurationMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { describeObject, type ManifestObject } from '../../../objects/object.ts';
import { type Attached, policiesOn } from '../../../objects/policy-attachment.ts';
import type { Change } from '../../change.ts';
import { GO_DURATION } from '../../notation.ts';
import type { NoUpgrade } from '../../path.ts';
import type { InertValue, Setting, SetValue } from '../../setting.ts';
import { idleSetting } from '../envoy/idle-setting.ts';
import { ANSWER_TIME, inertTime, WAITS_FOR_STREAMS } from '../envoy/times.ts';

export const GROUP = 'gateway.envoyproxy.io';
export const SOURCE =
  'https://github.com/envoyproxy/gateway/blob/d32f28294245e454d20f81d323d626a90e660c1e';

type PolicyKind = 'BackendTrafficPolicy' | 'ClientTrafficPolicy';

/** What Envoy Gateway's policies set on a route. */
export function policySettings(route: GatewayRoute, inventory: Inventory): readonly Setting[] {
  const backend = backendPolicies(route, inventory);
  const client = clientPolicies(route, inventory);
  const idle = streamIdle(route, { backend, client });
  const used = new Set(idle.map(({ at }) => `${at.file}:${at.line}:${at.column}`));
  return [
    ...patches(route, inventory),
    ...idle,
    // The duration of the route wins over that of the listener, and 0s of the route switches it off (RouteAction).
    ...timeOf('max-stream-duration', fieldIn(backend, 'timeout.http.maxStreamDuration')),
    ...timeOf(
      'max-stream-duration',
      fieldIn(client, 'connection.connectionLimit.maxStreamDuration'),
    ),
    ...timeOf('tcp-idle-timeout', fieldIn(client, 'timeout.tcp.idleTimeout')),
    ...capacity('max-connections', fieldIn(backend, 'circuitBreaker.maxConnections')),
    ...capacity('max-parallel-requests', fieldIn(backend, 'circuitBreaker.maxParallelRequests')),
    ...capacity('connection-limit', fieldIn(client, 'connection.connectionLimit.value')),
    // A request timeout that lengthens silence is not without effect.
    ...inertTimes(route, { backend, client }).filter(
      ({ inert: { at } }) => !used.has(`${at.file}:${at.line}:${at.column}`),
    ),
  ];
}

/** Why no WebSocket opens on a route: its upgrades do not list websocket, or its requests are buffered. */
export function withoutUpgrade(route: GatewayRoute, inventory: Inventory): NoUpgrade | undefined {
  const backend = backendPolicies(route, inventory);
  const upgrades = backend
    .map(({ root }) => root.get('spec').get('httpUpgrade'))
    .find((field) => field.items().length > 0);
  const reference = `${SOURCE}/internal/xds/translator/route.go (buildUpgradeConfig)`;
  const fix = ['httpUpgrade:', '  - type: websocket'];
  if (upgrades !== undefined) {
    if (upgrades.items().some((one) => one.get('type').text?.toLowerCase() === 'websocket'))
      return undefined;
    const why = 'httpUpgrade of the BackendTrafficPolicy lists other upgrades, and not websocket';
    return { setting: 'httpUpgrade', why, at: upgrades.keyAt, fix, reference };
  }
  const buffer = fieldIn(backend, 'requestBuffer');
  if (buffer === undefined) return undefined;
  const why = 'Envoy Gateway 1.8 and later pass on no upgrade on a route with requestBuffer';
  return { setting: 'requestBuffer', why, at: buffer.keyAt, fix, reference };
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

/**
 * The BackendTrafficPolicy of a route, and the one that it is merged with. One on the rule wins over one on the route, then
 * the listener, then the Gateway; it replaces the others as a whole unless it has a mergeType
 * (internal/gatewayapi/backendtrafficpolicy.go).
 */
function backendPolicies(route: GatewayRoute, inventory: Inventory): readonly ManifestObject[] {
  const { object, gateway, listener, field } = route;
  const rule = field.get('name').text;
  const below = winner(
    [...(rule === undefined ? [] : [{ object, section: rule }]), { object }],
    'BackendTrafficPolicy',
    inventory,
  );
  const parent = winner(
    [{ object: gateway, section: listener.name }, { object: gateway }],
    'BackendTrafficPolicy',
    inventory,
  );
  if (below === undefined) return parent === undefined ? [] : [parent];
  const isMerged = below.root.get('spec').get('mergeType').exists;
  return isMerged && parent !== undefined ? [below, parent] : [below];
}

/** The ClientTrafficPolicy of a listener: its own, which replaces that of the whole Gateway. */
function clientPolicies(
  { gateway, listener }: GatewayRoute,
  inventory: Inventory,
): readonly ManifestObject[] {
  const own = winner(
    [{ object: gateway, section: listener.name }, { object: gateway }],
    'ClientTrafficPolicy',
    inventory,
  );
  return own === undefined ? [] : [own];
}

function winner(
  targets: readonly Attached[],
  kind: PolicyKind,
  inventory: Inventory,
): ManifestObject | undefined {
  return targets.flatMap((target) => policiesOn(target, { kind, group: GROUP }, inventory))[0];
}

/** A patch of the generated configuration may set anything. */
function patches({ gateway }: GatewayRoute, inventory: Inventory): readonly Setting[] {
  return ['EnvoyPatchPolicy', 'EnvoyExtensionPolicy'].flatMap((kind) =>
    policiesOn({ object: gateway }, { kind, group: GROUP }, inventory).map((patch) => ({
      unread: { what: describeObject(patch), at: patch.at },
    })),
  );
}

interface Policies {
  readonly backend: readonly ManifestObject[];
  readonly client: readonly ManifestObject[];
}

/**
 * The idle timeout of a silent stream (internal/xds/translator/route.go, idleTimeout()): of the BackendTrafficPolicy, else of
 * the ClientTrafficPolicy, else at least an hour where the route has a request timeout, and none where that is 0s.
 */
function streamIdle(
  { field: rule }: GatewayRoute,
  { backend, client }: Policies,
): readonly SetValue[] {
  const key = 'stream-idle-timeout';
  const written =
    fieldIn(backend, 'timeout.http.streamIdleTimeout') ??
    fieldIn(client, 'timeout.http.streamIdleTimeout');
  if (written !== undefined)
    return idleSetting(key, { ms: goDurationMs(written.text ?? ''), field: written });
  const timeouts = rule.get('timeouts');
  const hasRetry = rule.get('retry').exists;
  const field = [
    ...(hasRetry ? [] : [timeouts.get('backendRequest')]),
    timeouts.get('request'),
    ...[fieldIn(backend, 'timeout.http.requestTimeout')].filter((one) => one !== undefined),
  ].find(({ exists }) => exists);
  const ms = goDurationMs(field?.text ?? '');
  if (ms === undefined) return [];
  return idleSetting(key, { ms: ms === 0 ? 0 : Math.max(ms, 3_600_000), field });
}

/** Times of the policies and the route that people take for limits of a WebSocket. */
function inertTimes({ field }: GatewayRoute, { backend, client }: Policies): readonly InertValue[] {
  const upstream =
    'of connections to the backend, which are drained and not cut while a stream is open';
  return [
    ...['request', 'backendRequest'].flatMap((name) =>
      inertTime(`timeouts.${name}`, { field: field.get('timeouts').get(name), why: ANSWER_TIME }),
    ),
    ...(
      [
        [backend, 'timeout.http.requestTimeout', ANSWER_TIME],
        [backend, 'timeout.http.maxConnectionDuration', upstream],
        [
          backend,
          'timeout.http.connectionIdleTimeout',
          'of connections to the backend without a request',
        ],
        [client, 'connection.connectionLimit.maxConnectionDuration', WAITS_FOR_STREAMS],
        [client, 'timeout.http.idleTimeout', 'of connections without a request'],
        [
          client,
          'timeout.http.requestReceivedTimeout',
          'the time to receive a request; its answer ends it',
        ],
      ] as const
    ).flatMap(([policies, way, why]) => inertTime(way, { field: fieldIn(policies, way), why })),
  ];
}

function timeOf(key: string, field: Field | undefined): readonly Setting[] {
  return idleSetting(key, { ms: goDurationMs(field?.text ?? ''), field });
}

function capacity(key: string, field: Field | undefined): readonly Setting[] {
  const most = field?.number;
  return field === undefined || most === undefined
    ? []
    : [{ capacity: { key, most, at: field.at } }];
}

/** The first of these policies that has the field. */
function fieldIn(policies: readonly ManifestObject[], way: string): Field | undefined {
  return policies
    .map(({ root }) => way.split('.').reduce((field, step) => field.get(step), root.get('spec')))
    .find(({ exists }) => exists);
}
