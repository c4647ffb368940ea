import type { Field } from '../../../objects/field.ts';
import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import type { Setting } from '../../setting.ts';
import { ALB_IDLE_RANGE, IDLE_ATTRIBUTE } from './ingress.ts';
import {
  type Attributes,
  attributesOf,
  DELAY,
  merged,
  nlbTargetSettings,
  secondsSetting,
} from './target-group.ts';

/** What AWS accepts for `tcp.idle_timeout.seconds`. */
const NLB_IDLE_RANGE = [60_000, 6_000_000] as const;

const BALANCER = 'LoadBalancerConfiguration';
const TARGETS = 'TargetGroupConfiguration';

/** What the Gateway's ALB gets (docs/guide/gateway/ of the AWS Load Balancer Controller). */
export function albGatewaySettings(route: GatewayRoute, inventory: Inventory): readonly Setting[] {
  const { configurations, missing } = configurationsOf(route, inventory);
  const attributes = merged(
    ...configurations.map((one) => attributesOf(specOf(one).get('loadBalancerAttributes'))),
  );
  const targets = targetAttributesOf(route, { configurations, inventory });
  return [
    ...missing,
    ...secondsSetting('idle-timeout', attributes.get(IDLE_ATTRIBUTE), ALB_IDLE_RANGE),
    ...secondsSetting('deregistration-delay', targets.get(DELAY)),
  ];
}

/** The same for an NLB, whose idle timeout belongs to the listener. */
export function nlbGatewaySettings(route: GatewayRoute, inventory: Inventory): readonly Setting[] {
  const { configurations, missing } = configurationsOf(route, inventory);
  const { port, protocol } = route.listener;
  const names = [`${protocol}:${port}`, `TCP:${port}`, `TCP_UDP:${port}`];
  const listener = configurations
    .flatMap((one) => specOf(one).get('listenerConfigurations').items())
    .find((one) => names.includes(one.get('protocolPort').text ?? ''));
  const attributes = attributesOf(listener?.get('listenerAttributes'));
  return [
    ...missing,
    ...secondsSetting('idle-timeout', attributes.get('tcp.idle_timeout.seconds'), NLB_IDLE_RANGE),
    ...nlbTargetSettings(targetAttributesOf(route, { configurations, inventory })),
  ];
}

interface Configurations {
  /** The one that wins first. */
  readonly configurations: readonly ManifestObject[];
  /** Those that are named and were not read. */
  readonly missing: readonly Setting[];
}

/** Those of the class and of the Gateway; the class wins unless its `mergingMode` says otherwise. */
function configurationsOf({ gateway }: GatewayRoute, inventory: Inventory): Configurations {
  const spec = specOf(gateway);
  const className = spec.get('gatewayClassName').text;
  const gatewayClass = inventory.of('GatewayClass').find(({ name }) => name === className);
  const ofGateway = named(spec.get('infrastructure').get('parametersRef'), {
    namespace: gateway.namespace,
    inventory,
  });
  const classReference = gatewayClass && specOf(gatewayClass).get('parametersRef');
  const ofClass = classReference === undefined ? NOTHING : named(classReference, { inventory });
  const prefersGateway = ofClass.found.some(
    (one) => specOf(one).get('mergingMode').text === 'prefer-gateway',
  );
  const all = prefersGateway ? [ofGateway, ofClass] : [ofClass, ofGateway];
  const unknownClass =
    gatewayClass === undefined
      ? [{ unread: { what: `the ${BALANCER} of GatewayClass ${className ?? '(none)'}` } }]
      : [];
  return {
    configurations: all.flatMap(({ found }) => found),
    missing: [...unknownClass, ...all.flatMap(({ missing }) => missing)],
  };
}

interface Named {
  readonly found: readonly ManifestObject[];
  readonly missing: readonly Setting[];
}

const NOTHING: Named = { found: [], missing: [] };

function named(
  reference: Field,
  { namespace, inventory }: { namespace?: string; inventory: Inventory },
): Named {
  const name = reference.get('name').text;
  if (name === undefined || reference.get('kind').text !== BALANCER) return NOTHING;
  const place = namespace ?? reference.get('namespace').text ?? 'default';
  const found = inventory.object({ kind: BALANCER, namespace: place, name });
  if (found !== undefined) return { found: [found], missing: [] };
  return {
    found: [],
    missing: [{ unread: { what: `${BALANCER} ${place}/${name}`, at: reference.at } }],
  };
}

/** The Service's own configuration, its part for this route first; then the defaults of Gateway and class. */
function targetAttributesOf(
  { object, serviceNamespace, serviceName }: GatewayRoute,
  {
    configurations,
    inventory,
  }: { configurations: readonly ManifestObject[]; inventory: Inventory },
): Attributes {
  const own = inventory
    .of(TARGETS)
    .filter(
      (one) =>
        one.namespace === serviceNamespace &&
        specOf(one).get('targetReference').get('name').text === serviceName,
    );
  const defaults = configurations.flatMap((one) => {
    const name = specOf(one).get('defaultTargetGroupConfiguration').get('name').text;
    const { namespace } = one;
    const found = name && inventory.object({ kind: TARGETS, namespace, name });
    return found === undefined || found === '' ? [] : [found];
  });
  return merged(
    ...own.flatMap((one) => routeProps(one, object)).map(attributesOfProps),
    ...[...own, ...defaults].map((one) =>
      attributesOfProps(specOf(one).get('defaultConfiguration')),
    ),
  );
}

/** The most specific part for a route: by name, by namespace, by kind. */
function routeProps(configuration: ManifestObject, route: ManifestObject): readonly Field[] {
  const fits = specOf(configuration)
    .get('routeConfigurations')
    .items()
    .map((part) => ({ part, identifier: part.get('routeIdentifier') }))
    .filter(
      ({ identifier }) =>
        identifier.get('kind').text === route.kind &&
        [undefined, route.namespace].includes(identifier.get('namespace').text) &&
        [undefined, route.name].includes(identifier.get('name').text),
    )
    .sort((a, b) => precision(b.identifier) - precision(a.identifier));
  return fits.slice(0, 1).map(({ part }) => part.get('targetGroupProps'));
}

function precision(identifier: Field): number {
  return Number(identifier.get('name').exists) * 2 + Number(identifier.get('namespace').exists);
}

function attributesOfProps(props: Field): Attributes {
  return attributesOf(props.get('targetGroupAttributes'));
}

function specOf({ root }: ManifestObject): Field {
  return root.get('spec');
}
