import { goDurationMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import type { Setting } from '../../setting.ts';
import { isWebSocket, type TransportKind } from '../../transport.ts';
import { idleSetting } from '../envoy/idle-setting.ts';
import { inertTime } from '../envoy/times.ts';

/** Where a route leads, in Istio's words. */
export interface Destination {
  readonly namespace: string;
  readonly name: string | undefined;
  readonly subset: string | undefined;
  readonly port: string | undefined;
}

/**
 * What a DestinationRule sets on the way to a Service. Its TCP times are Envoy's TCP proxy for raw TCP, taken from the
 * whole host's policy only (pilot/pkg/networking/core/networkfilter.go); for HTTP they are times of connections to the
 * backend without a request (cluster_traffic_policy.go).
 */
export function destinationSettings(
  destination: Destination,
  {
    transport,
    namespace,
    inventory,
  }: { transport: TransportKind; namespace: string; inventory: Inventory },
): readonly Setting[] {
  const rule = ruleFor(destination, { namespace, inventory });
  if (rule === undefined) return [];
  const whole = rule.root.get('spec').get('trafficPolicy');
  const policies = [...portPolicies(rule, destination), whole];
  const pools = policies.map((policy) => policy.get('connectionPool'));
  const first = (steps: readonly string[]): Field | undefined =>
    pools
      .map((pool) => steps.reduce((at, step) => at.get(step), pool))
      .find(({ exists }) => exists);
  const capacities = [
    ...capacity('max-connections', first(['tcp', 'maxConnections'])),
    ...(isWebSocket(transport)
      ? capacity('max-requests', first(['http', 'http2MaxRequests']))
      : []),
  ];
  if (!isWebSocket(transport)) {
    const tcp = whole.get('connectionPool').get('tcp');
    return [
      ...timeOf('tcp-idle-timeout', tcp.get('idleTimeout')),
      ...timeOf('max-downstream-connection-duration', tcp.get('maxConnectionDuration')),
      ...capacities,
    ];
  }
  const why = 'of connections to the backend that carry no request';
  return [
    ...inertTime('connectionPool.http.idleTimeout', { field: first(['http', 'idleTimeout']), why }),
    ...inertTime('connectionPool.tcp.idleTimeout', { field: first(['tcp', 'idleTimeout']), why }),
    ...inertTime('connectionPool.tcp.maxConnectionDuration', {
      field: first(['tcp', 'maxConnectionDuration']),
      why: 'of connections to the backend, which are drained and not cut while a stream is open',
    }),
    ...capacities,
  ];
}

/** The policies of the subset and of the port, which win over that of the host. */
function portPolicies(rule: ManifestObject, { subset, port }: Destination): readonly Field[] {
  const spec = rule.root.get('spec');
  const own = spec
    .get('subsets')
    .items()
    .filter((one) => subset !== undefined && one.get('name').text === subset)
    .map((one) => one.get('trafficPolicy'));
  const ofPort = [...own, spec.get('trafficPolicy')].flatMap((policy) =>
    policy
      .get('portLevelSettings')
      .items()
      .filter((one) => port !== undefined && one.get('port').get('number').text === port),
  );
  return [...ofPort, ...own];
}

/** The rule for a host: that of the gateway's namespace first, then that of the Service's. */
function ruleFor(
  { namespace, name }: Destination,
  { namespace: own, inventory }: { namespace: string; inventory: Inventory },
): ManifestObject | undefined {
  const matching = inventory.of('DestinationRule').filter((rule) => {
    const host = hostOf(rule.root.get('spec').get('host').text ?? '', rule.namespace);
    return host.name === name && host.namespace === namespace;
  });
  const rank = (rule: ManifestObject) => [own, namespace].indexOf(rule.namespace) >>> 0;
  return [...matching].sort((a, b) => rank(a) - rank(b))[0];
}

/** The Service that a host names: `chat`, `chat.rooms`, `chat.rooms.svc.cluster.local`. */
export function hostOf(
  host: string,
  namespace: string,
): { readonly namespace: string; readonly name: string } {
  const [name = '', own, svc] = host.split('.');
  if (own === undefined) return { namespace, name };
  return svc === undefined || svc === 'svc' ? { namespace: own, name } : { namespace, name: host };
}

function timeOf(key: string, field: Field): readonly Setting[] {
  return idleSetting(key, { ms: goDurationMs(field.text ?? ''), field });
}

function capacity(key: string, field: Field | undefined): readonly Setting[] {
  const most = field?.number;
  return field === undefined || most === undefined || most <= 0
    ? []
    : [{ capacity: { key, most, at: field.at } }];
}
