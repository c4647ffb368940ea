import { goDurationMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import type { CustomRoute } from '../../custom-route.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import type { IngressPlace } from '../../ownership.ts';
import type { NoUpgrade } from '../../path.ts';
import type { Setting } from '../../setting.ts';

const GROUP = 'apisix.apache.org';
const SOURCE =
  'https://github.com/apache/apisix-ingress-controller/blob/d510f6656c5d2289dbb9b4c02c3c3473ff8abb2f';

/** What nginx_config of APISIX's own file sets for every route; its chart keeps it in a ConfigMap that is not read. */
const OWN_FILE: readonly Setting[] = ['worker-shutdown-timeout', 'client-send-timeout'].map(
  (key) => ({ key, unread: { what: 'nginx_config in config.yaml of APISIX' } }),
);

/** The ways of every ApisixRoute: HTTP by host and path, and streams by port. */
export function apisixRoutes(inventory: Inventory): readonly CustomRoute[] {
  return inventory.of('ApisixRoute', { group: GROUP }).flatMap((object) => {
    const spec = object.root.get('spec');
    return [
      ...spec
        .get('http')
        .items()
        .flatMap((rule) => httpRoutes(rule, { object, inventory })),
      ...spec
        .get('stream')
        .items()
        .flatMap((rule) => streamRoutes(rule, object)),
    ];
  });
}

interface Context {
  readonly object: ManifestObject;
  readonly inventory: Inventory;
}

function httpRoutes(rule: Field, { object, inventory }: Context): readonly CustomRoute[] {
  const match = rule.get('match');
  const texts = (name: string): readonly (string | undefined)[] => {
    const found = match
      .get(name)
      .items()
      .map(({ text }) => text);
    return found.length === 0 ? [undefined] : found;
  };
  const [backend] = rule.get('backends').items();
  const name = backend?.get('serviceName').text;
  return texts('hosts').flatMap((host) => {
    const isTls = inventory.of('ApisixTls', { group: GROUP }).some(({ root }) =>
      root
        .get('spec')
        .get('hosts')
        .items()
        .some(({ text }) => text === host),
    );
    return texts('paths').map((path = '/*') => ({
      owner: object,
      at: rule.at,
      host,
      port: isTls ? 443 : 80,
      transport: isTls ? ('wss' as const) : ('ws' as const),
      path: path.replace(/\*$/, '') || '/',
      backend: { namespace: object.namespace, name, port: backend?.get('servicePort').text },
      settings: [
        ...times(rule.get('timeout')),
        ...upstreamTimes(name, { object, inventory }),
        ...policyTimes(name, { object, inventory }),
        ...OWN_FILE,
      ],
      noUpgrade: noUpgrade(rule),
    }));
  });
}

/** The times of an Ingress are annotations, in whole seconds. */
export function ingressTimes({ ingress }: IngressPlace): readonly Setting[] {
  const written = ['read', 'send'].flatMap((name) => {
    const field = ingress.annotations.get(`k8s.apisix.apache.org/upstream-${name}-timeout`);
    const ms = WHOLE_SECONDS.parse((field?.text ?? '').replace(/s$/, ''));
    return field === undefined || ms === undefined || ms === 0
      ? []
      : [{ key: `${name}-timeout`, ms, at: field.at }];
  });
  return [...written, ...OWN_FILE];
}

/** `websocket` of a rule is off unless it says otherwise (internal/adc/translator/apisixroute.go). */
function noUpgrade(rule: Field): NoUpgrade | undefined {
  const field = rule.get('websocket');
  if (field.value === true) return undefined;
  return {
    setting: 'websocket',
    why: 'APISIX passes on an upgrade only on routes with websocket: true',
    at: field.exists ? field.keyAt : rule.at,
    fix: ['websocket: true'],
    reference: `${SOURCE}/internal/adc/translator/apisixroute.go#L204`,
  };
}

/** For an Ingress the annotation says it. */
export function ingressNoUpgrade({ ingress, rule }: IngressPlace): NoUpgrade | undefined {
  const key = 'k8s.apisix.apache.org/enable-websocket';
  const field = ingress.annotations.get(key);
  if (field?.text === 'true') return undefined;
  return {
    setting: key,
    why: `APISIX passes on an upgrade only with ${key}: "true"`,
    at: field?.keyAt ?? rule.field.at,
    fix: [`${key}: "true"`],
    reference: `${SOURCE}/internal/adc/translator/ingress.go#L176`,
  };
}

/** `timeout` of a rule or an upstream, in Go's notation; what is left out is 60 s. */
function times(timeout: Field): readonly Setting[] {
  return ['read', 'send'].flatMap((name) => {
    const field = timeout.get(name);
    const ms = goDurationMs(field.text ?? '');
    return ms === undefined || ms === 0 ? [] : [{ key: `${name}-timeout`, ms, at: field.at }];
  });
}

/** An ApisixUpstream has the name of its Service. */
function upstreamTimes(
  name: string | undefined,
  { object, inventory }: Context,
): readonly Setting[] {
  const { namespace } = object;
  if (name === undefined) return [];
  const upstream = inventory.object({ kind: 'ApisixUpstream', namespace, name, group: GROUP });
  return upstream === undefined ? [] : times(upstream.root.get('spec').get('timeout'));
}

/** A BackendTrafficPolicy of APISIX names the Service in its targetRefs. */
function policyTimes(name: string | undefined, { object, inventory }: Context): readonly Setting[] {
  return inventory
    .of('BackendTrafficPolicy', { group: GROUP })
    .filter(({ namespace }) => namespace === object.namespace)
    .filter(({ root }) =>
      root
        .get('spec')
        .get('targetRefs')
        .items()
        .some((ref) => name !== undefined && ref.get('name').text === name),
    )
    .flatMap(({ root }) => times(root.get('spec').get('timeout')));
}

function streamRoutes(rule: Field, object: ManifestObject): readonly CustomRoute[] {
  const port = rule.get('match').get('ingressPort').number;
  const backend = rule.get('backend');
  if (port === undefined || rule.get('protocol').text?.toUpperCase() === 'UDP') return [];
  return [
    {
      owner: object,
      at: rule.at,
      port,
      transport: 'tcp',
      backend: {
        namespace: object.namespace,
        name: backend.get('serviceName').text,
        port: backend.get('servicePort').text,
      },
      settings: OWN_FILE,
    },
  ];
}
