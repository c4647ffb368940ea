import { goDurationMs, nginxTimeMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { describeObject, type ManifestObject } from '../../../objects/object.ts';
import { policiesOn } from '../../../objects/policy-attachment.ts';
import type { Setting } from '../../setting.ts';

const GROUP = 'gateway.nginx.org';

/** What the policies and snippets of NGINX Gateway Fabric set on a route: the innermost context of nginx wins. */
export function fabricSettings(route: GatewayRoute, inventory: Inventory): readonly Setting[] {
  return [
    ...filterSnippets(route, inventory),
    ...[route.object, route.gateway].flatMap((object) =>
      policiesOn({ object }, { kind: 'ProxySettingsPolicy', group: GROUP }, inventory).flatMap(
        policyTimes,
      ),
    ),
    ...policiesOn(
      { object: route.gateway },
      { kind: 'SnippetsPolicy', group: GROUP },
      inventory,
    ).flatMap(snippetTimes),
    ...workerConnections(route, inventory),
    ...ignoredTimes(route),
  ];
}

function policyTimes({ root }: ManifestObject): readonly Setting[] {
  const timeout = root.get('spec').get('timeout');
  return (['read', 'send'] as const).flatMap((name) => {
    const field = timeout.get(name);
    const ms = nginxTimeMs(field.text ?? '');
    return ms === undefined ? [] : [{ key: `proxy-${name}-timeout`, ms, at: field.at }];
  });
}

/** The SnippetsFilters that a rule refers to; one elsewhere may set anything. */
function filterSnippets({ field, object }: GatewayRoute, inventory: Inventory): readonly Setting[] {
  return field
    .get('filters')
    .items()
    .map((filter) => filter.get('extensionRef'))
    .filter((ref) => ref.get('kind').text === 'SnippetsFilter')
    .flatMap((ref): readonly Setting[] => {
      const name = ref.get('name').text ?? '';
      const { namespace } = object;
      const filter = inventory.object({ kind: 'SnippetsFilter', namespace, name, group: GROUP });
      if (filter !== undefined) return snippetTimes(filter);
      return [{ unread: { what: `SnippetsFilter ${namespace}/${name}`, at: ref.at } }];
    });
}

const DIRECTIVE = /\b(proxy_(?:read|send)_timeout)\s+([^;]+);/g;

/** The times in the snippets; an include may set more. */
function snippetTimes(object: ManifestObject): readonly Setting[] {
  const values = object.root
    .get('spec')
    .get('snippets')
    .items()
    .map((snippet) => snippet.get('value'));
  return values.flatMap((value): readonly Setting[] => {
    const text = value.text ?? '';
    const times = [...text.matchAll(DIRECTIVE)].flatMap(([, directive = '', time = '']) => {
      const ms = nginxTimeMs(time.trim());
      const key = directive.replaceAll('_', '-');
      return ms === undefined ? [] : [{ key, ms, at: value.at }];
    });
    const unread = { what: `an include in ${describeObject(object)}`, at: value.at };
    return /\binclude\s/.test(text) ? [...times, { unread }] : times;
  });
}

/** `timeouts` of an HTTPRoute: accepted with the condition UnsupportedField, and ignored. */
function ignoredTimes({ field }: GatewayRoute): readonly Setting[] {
  const why = 'NGINX Gateway Fabric ignores it (condition UnsupportedField)';
  return ['request', 'backendRequest'].flatMap((name) => {
    const written = field.get('timeouts').get(name);
    const ms = goDurationMs(written.text ?? '');
    if (ms === undefined) return [];
    return [{ inert: { setting: `timeouts.${name}`, ms, why, at: written.at } }];
  });
}

/** Of the NginxProxy that the Gateway names, or its class. */
function workerConnections({ gateway }: GatewayRoute, inventory: Inventory): readonly Setting[] {
  const spec = gateway.root.get('spec');
  const className = spec.get('gatewayClassName').text;
  const own = spec.get('infrastructure').get('parametersRef').get('name').text;
  const ofClass = inventory.of('GatewayClass').find(({ name }) => name === className);
  const name = own ?? ofClass?.root.get('spec').get('parametersRef').get('name').text;
  const field: Field | undefined = inventory
    .of('NginxProxy', { group: GROUP })
    .find((proxy) => proxy.name === name)
    ?.root.get('spec')
    .get('workerConnections');
  const most = field?.number;
  return field === undefined || most === undefined
    ? []
    : [{ capacity: { key: 'worker-connections', most, at: field.at } }];
}
