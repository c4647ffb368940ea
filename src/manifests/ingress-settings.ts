import { goDurationMs, nginxTimeMs } from '../objects/durations.ts';
import type { Field } from '../objects/field.ts';
import type { Ingress, IngressRule } from '../objects/ingress.ts';
import type { Inventory } from '../objects/inventory.ts';
import type { Service } from '../objects/service.ts';
import { readInner } from '../objects/yaml-document.ts';
import { clusterIdleOf } from './envoy-policies.ts';
import type { Setting } from './hop.ts';
import type { NginxController } from './nginx-controller.ts';
import { annotationTimeout, configTime, type EffectiveTimeout } from './nginx-timeouts.ts';

/** One path of an Ingress, and the objects that configure it. */
export interface IngressPlace {
  readonly ingress: Ingress;
  readonly rule: IngressRule;
  readonly service: Service | undefined;
  readonly controller: NginxController;
  readonly inventory: Inventory;
}

/** What the manifests set on the hop that serves an Ingress. */
export function ingressSettings(kind: string, place: IngressPlace): readonly Setting[] {
  const { ingress, inventory, service } = place;
  switch (kind) {
    case 'ingress-nginx':
      return nginxSettings(place);
    case 'f5-nginx-ingress':
      return ['proxy-read-timeout', 'proxy-send-timeout'].flatMap((key) =>
        setting(key, { field: ingress.annotations.get(`nginx.org/${key}`), parse: nginxTimeMs }),
      );
    case 'haproxytech-ingress':
      return setting('timeout-tunnel', {
        field: ingress.annotations.get('haproxy.org/timeout-tunnel'),
        parse: goDurationMs,
      });
    case 'kong':
      return ['read-timeout', 'write-timeout'].flatMap((key) =>
        setting(key, { field: service?.annotations.get(`konghq.com/${key}`), parse: Number }),
      );
    case 'contour':
    case 'cilium-gateway':
      return [clusterIdleOf(kind, inventory)].filter((found) => found !== undefined);
    case 'aws-alb':
      return albIdle(ingress);
    case 'alibaba-alb':
      return albConfigIdle(inventory, ingress.hasTls ? 443 : 80);
    case 'gcp-application-lb':
      return backendTimeout(place);
    default:
      return [];
  }
}

function nginxSettings({ ingress, controller }: IngressPlace): readonly Setting[] {
  const of = (key: string) => annotationTimeout({ ingress, controller }, key);
  return [
    ...written('proxy-read-timeout', of('proxy-read-timeout')),
    ...written('proxy-send-timeout', of('proxy-send-timeout')),
    ...written('worker-shutdown-timeout', configTime(controller, 'worker-shutdown-timeout')),
  ];
}

/** A timeout as a setting, if a manifest sets it. */
export function written(key: string, { ms, field }: EffectiveTimeout): readonly Setting[] {
  return field === undefined ? [] : [{ key, ms, at: field.at }];
}

function setting(
  key: string,
  { field, parse }: { field: Field | undefined; parse: (text: string) => number | undefined },
): readonly Setting[] {
  const ms = field?.text === undefined ? undefined : parse(field.text);
  if (field === undefined || ms === undefined || !Number.isFinite(ms) || ms <= 0) return [];
  return [{ key, ms, at: field.at }];
}

/** The attribute list of an AWS ALB. */
export const ALB_ATTRIBUTES = 'alb.ingress.kubernetes.io/load-balancer-attributes';

function albIdle({ annotations }: Ingress): readonly Setting[] {
  const field = annotations.get(ALB_ATTRIBUTES);
  const seconds = /idle_timeout\.timeout_seconds=(\d{1,6})/.exec(field?.text ?? '')?.[1];
  if (field === undefined || seconds === undefined) return [];
  return [{ key: 'idle-timeout', ms: Number(seconds) * 1_000, at: field.at }];
}

/** The listener of Alibaba's ALB for this port. */
export function albListener(inventory: Inventory, port: number): Field | undefined {
  return inventory
    .of('AlbConfig')
    .flatMap(({ root }) => root.get('spec').get('listeners').items())
    .find((listener) => listener.get('port').number === port);
}

function albConfigIdle(inventory: Inventory, port: number): readonly Setting[] {
  const field = albListener(inventory, port)?.get('idleTimeout');
  if (field?.number === undefined) return [];
  return [{ key: 'idle-timeout', ms: field.number * 1_000, at: field.at }];
}

/** `timeoutSec` of the BackendConfig that the Service names, for Google's balancer. */
export function backendConfigTimeout(
  service: Service | undefined,
  { inventory, port }: { inventory: Inventory; port: string | undefined },
): Field | undefined {
  const field =
    service?.annotations.get('cloud.google.com/backend-config') ??
    service?.annotations.get('beta.cloud.google.com/backend-config');
  const names = field === undefined ? undefined : readInner(field);
  const name = names?.get('ports').get(port ?? '').text ?? names?.get('default').text;
  if (service === undefined || name === undefined) return undefined;
  const config = inventory.object({
    kind: 'BackendConfig',
    namespace: service.object.namespace,
    name: name,
  });
  const timeout = config?.root.get('spec').get('timeoutSec');
  return timeout?.number === undefined ? undefined : timeout;
}

function backendTimeout({ service, rule, inventory }: IngressPlace): readonly Setting[] {
  const field = backendConfigTimeout(service, { inventory, port: rule.servicePort });
  if (field?.number === undefined) return [];
  return [{ key: 'backend-timeout', ms: field.number * 1_000, at: field.at }];
}
