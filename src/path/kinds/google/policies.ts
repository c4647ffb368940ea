import type { Field } from '../../../objects/field.ts';
import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import type { Service } from '../../../objects/service.ts';
import { readInner } from '../../../objects/yaml-document.ts';
import type { IngressPlace } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';

/** On the Service only: an Ingress that has it is not read (ingress-gce#1803). */
export const BACKEND_CONFIG = 'cloud.google.com/backend-config';

/** What the BackendConfig sets that the Service behind an Ingress names. */
export function ingressSettings({ service, rule, inventory }: IngressPlace): readonly Setting[] {
  const field =
    service?.annotations.get(BACKEND_CONFIG) ?? service?.annotations.get(`beta.${BACKEND_CONFIG}`);
  if (service === undefined || field === undefined) return [];
  const names = readInner(field);
  const byPort = portNames(service, rule.servicePort).map(
    (port) => names?.get('ports').get(port).text,
  );
  const name = byPort.find((one) => one !== undefined) ?? names?.get('default').text;
  if (name === undefined) return [];
  const { namespace } = service.object;
  const config = inventory.object({ kind: 'BackendConfig', namespace, name });
  if (config === undefined)
    return [{ unread: { what: `BackendConfig ${namespace}/${name}`, at: field.at } }];
  return settingsIn(config.root.get('spec'));
}

/** The annotation may name a port by its number or by its name, whatever the Ingress does. */
function portNames({ ports }: Service, written: string | undefined): readonly string[] {
  const port = ports.find((one) => String(one.port) === written || one.name === written);
  return [written, port?.name, port && String(port.port)].filter((one) => one !== undefined);
}

/** What the GCPBackendPolicy sets whose target is the Service of a route; a Gateway does not read a BackendConfig. */
export function gatewaySettings(
  { serviceNamespace, serviceName }: GatewayRoute,
  inventory: Inventory,
): readonly Setting[] {
  return inventory
    .of('GCPBackendPolicy')
    .filter((policy) => isFor(policy, { namespace: serviceNamespace, name: serviceName }))
    .flatMap((policy) => settingsIn(policy.root.get('spec').get('default')));
}

function isFor(
  { root, namespace }: ManifestObject,
  service: { namespace: string; name: string | undefined },
): boolean {
  const target = root.get('spec').get('targetRef');
  return (
    ['Service', 'ServiceImport'].includes(target.get('kind').text ?? '') &&
    target.get('name').text === service.name &&
    (target.get('namespace').text ?? namespace) === service.namespace
  );
}

/** `timeoutSec` and `connectionDraining.drainingTimeoutSec`, which both objects spell alike. */
function settingsIn(spec: Field): readonly Setting[] {
  return [
    ...secondsOf('backend-timeout', spec.get('timeoutSec')),
    ...secondsOf('draining-timeout', spec.get('connectionDraining').get('drainingTimeoutSec')),
  ];
}

function secondsOf(key: string, field: Field): readonly Setting[] {
  return field.number === undefined ? [] : [{ key, ms: field.number * 1_000, at: field.at }];
}
