import { goDurationMs, haproxyTimeMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { annotationsOf, type ManifestObject } from '../../../objects/object.ts';
import type { CustomRoute } from '../../custom-route.ts';
import type { Setting } from '../../setting.ts';

export const PREFIX = 'haproxy.router.openshift.io/';

const HARD_STOP = 'ingress.operator.openshift.io/hard-stop-after';

/** What the router writes into HAProxy for a longer time (template_helper.go, clipHAProxyTimeoutValue). */
const TIME_MS_MAX = 2_147_483_647;

const GROUP = 'route.openshift.io';

/** The ways of every Route: with TLS, without, or both, as its termination says. */
export function openshiftRoutes(inventory: Inventory): readonly CustomRoute[] {
  return inventory
    .of('Route', { group: GROUP })
    .filter(({ root }) => (root.get('spec').get('to').get('kind').text ?? 'Service') === 'Service')
    .flatMap((route) => waysOf(route, inventory));
}

function waysOf(route: ManifestObject, inventory: Inventory): readonly CustomRoute[] {
  const spec = route.root.get('spec');
  const tls = spec.get('tls');
  const termination = tls.get('termination').text;
  const base = {
    owner: route,
    at: spec.exists ? spec.at : route.at,
    host: hostOf(spec),
    path: spec.get('path').text ?? '/',
    backend: {
      namespace: route.namespace,
      name: spec.get('to').get('name').text,
      port: spec.get('port').get('targetPort').text,
    },
  };
  const settings = settingsOf(route, inventory);
  if (termination === 'passthrough')
    return [
      {
        ...base,
        port: 443,
        transport: 'tls',
        kind: 'openshift-router-passthrough',
        settings: passthroughSettings(route, inventory),
      },
    ];
  const plain: CustomRoute = { ...base, port: 80, transport: 'ws', settings };
  if (!tls.exists) return [plain];
  const secure: CustomRoute = { ...base, port: 443, transport: 'wss', settings };
  const isPlainToo = tls.get('insecureEdgeTerminationPolicy').text === 'Allow';
  return isPlainToo ? [secure, plain] : [secure];
}

/** Without a host the router makes one of the name and the domain of the cluster. */
function hostOf(spec: Field): string | undefined {
  const host = spec.get('host').text;
  if (spec.get('wildcardPolicy').text !== 'Subdomain' || host === undefined) return host;
  return `*${host.slice(host.indexOf('.'))}`;
}

/** What a Route says, or an Ingress from which the router makes one, with the same annotations. */
export function settingsOf(route: ManifestObject, inventory: Inventory): readonly Setting[] {
  const annotations = annotationsOf(route);
  const timeout = annotations.get(`${PREFIX}timeout`);
  const ms = haproxyMs(timeout);
  return [
    ...time('timeout-tunnel', annotations.get(`${PREFIX}timeout-tunnel`)),
    ...ofController(route, inventory),
    ...(timeout === undefined || ms === undefined
      ? []
      : [
          {
            inert: {
              setting: `${PREFIX}timeout`,
              ms,
              why: 'timeout server of HAProxy, which an upgraded connection replaces by timeout tunnel',
              at: timeout.at,
            },
          },
        ]),
  ];
}

/** There is no request to be answered in time, so the annotation timeout stands in for the other. */
function passthroughSettings(route: ManifestObject, inventory: Inventory): readonly Setting[] {
  const annotations = annotationsOf(route);
  return [
    ...['timeout-tunnel', 'timeout']
      .flatMap((key) => time('timeout-tunnel', annotations.get(PREFIX + key)))
      .slice(0, 1),
    ...ofController(route, inventory),
  ];
}

/** What the IngressController that serves the Route says for all of them. */
function ofController(route: ManifestObject, inventory: Inventory): readonly Setting[] {
  const controllers = inventory.of('IngressController');
  const controller =
    controllers.find((one) => selects(one, route)) ??
    controllers.find(({ root }) => !root.get('spec').get('routeSelector').exists);
  if (controller === undefined) {
    const unread = { what: 'the tuningOptions of the IngressController' };
    const stop = { what: `the annotation ${HARD_STOP} of the IngressController` };
    return [
      { key: 'timeout-tunnel', unread },
      { key: 'hard-stop-after', unread: stop },
    ];
  }
  const tunnel = controller.root.get('spec').get('tuningOptions').get('tunnelTimeout');
  const ms = goDurationMs(tunnel.text ?? '');
  return [
    ...(ms === undefined || ms === 0 ? [] : [{ key: 'timeout-tunnel', ms, at: tunnel.at }]),
    ...time('hard-stop-after', annotationsOf(controller).get(HARD_STOP)),
  ];
}

/** A sharded controller serves the Routes that its selector names; one without a selector the rest. */
function selects({ root }: ManifestObject, route: ManifestObject): boolean {
  const wanted = root.get('spec').get('routeSelector').get('matchLabels').entries();
  const labels = route.root.get('metadata').get('labels');
  return wanted.length > 0 && wanted.every(([key, value]) => labels.get(key).text === value.text);
}

function time(key: string, field: Field | undefined): readonly Setting[] {
  const ms = haproxyMs(field);
  return field === undefined || ms === undefined ? [] : [{ key, ms, at: field.at }];
}

/** Anything that is no time of HAProxy is ignored, and 0 is none. */
function haproxyMs(field: Field | undefined): number | undefined {
  const ms = haproxyTimeMs(field?.text ?? '');
  return ms === undefined || ms === 0 ? undefined : Math.min(ms, TIME_MS_MAX);
}
