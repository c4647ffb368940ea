import { goDurationMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { describeObject, type ManifestObject } from '../../../objects/object.ts';
import { graceOf, type Workload } from '../../../objects/workload.ts';
import { readInner } from '../../../objects/yaml-document.ts';
import type { Setting } from '../../setting.ts';
import { idleSetting } from '../envoy/idle-setting.ts';
import { inertTime, WAITS_FOR_STREAMS } from '../envoy/times.ts';

/** Fields of a ProxyConfig that are limits, by the key of the limit. */
const TIMES = [
  ['drain-time', ['drainDuration']],
  ['termination-drain-duration', ['terminationDrainDuration']],
  // Since 1.32 (releasenotes/notes/connection-settings.yaml).
  ['stream-idle-timeout', ['connectionSettings', 'httpStreamIdleTimeout']],
  ['max-stream-duration', ['connectionSettings', 'httpMaxStreamDuration']],
] as const;

/** Those with a default; the others are off unless somebody switches them on. */
const DEFAULTED = ['drain-time', 'termination-drain-duration'];

/**
 * What the configuration of the mesh and of the gateway's pods say about every connection: the annotation of the pods wins
 * over the mesh. Not known where neither is among the manifests.
 */
export function proxySettings(inventory: Inventory): readonly Setting[] {
  const annotated = gatewayPods(inventory).flatMap(annotationOf);
  const mesh = meshConfigs(inventory).map((root) => root.get('defaultConfig'));
  const configs = [...annotated, ...mesh];
  return [
    ...filters(inventory),
    ...exitOnZero(inventory),
    ...configs.flatMap(settingsOf),
    ...(mesh.length === 0
      ? DEFAULTED.map((key) => ({ key, unread: { what: "Istio's mesh configuration" } }))
      : []),
  ];
}

function settingsOf(config: Field): readonly Setting[] {
  const connections = config.get('connectionSettings');
  const isEdge = connections.get('profile').text === 'EDGE';
  return [
    ...TIMES.flatMap(([key, way]) => {
      const field = way.reduce((at, step) => at.get(step), config);
      return idleSetting(key, { ms: goDurationMs(field.text ?? ''), field });
    }),
    // The EDGE profile gives a gateway Envoy's own default (connection_settings.go, applyEdgeProfileDefaults()).
    ...(isEdge
      ? [{ key: 'stream-idle-timeout', ms: 300_000, at: connections.get('profile').at }]
      : []),
    ...inertTime('connectionSettings.httpMaxConnectionDuration', {
      field: connections.get('httpMaxConnectionDuration'),
      why: WAITS_FOR_STREAMS,
    }),
    ...capacity(connections.get('globalDownstreamConnectionLimit')),
  ];
}

function capacity(field: Field): readonly Setting[] {
  const most = field.number;
  return most === undefined
    ? []
    : [{ capacity: { key: 'global-downstream-connection-limit', most, at: field.at } }];
}

/** The mesh's configuration: `mesh` of the ConfigMap istio, or that of an IstioOperator. */
function meshConfigs(inventory: Inventory): readonly Field[] {
  const files = inventory
    .of('ConfigMap')
    .filter(({ name }) => /^istio(-[\w-]+)?$/.test(name))
    .map(({ root }) => root.get('data').get('mesh'))
    .filter(({ exists }) => exists)
    .flatMap((field) => readInner(field) ?? []);
  const operators = inventory
    .of('IstioOperator')
    .map(({ root }) => root.get('spec').get('meshConfig'))
    .filter(({ exists }) => exists);
  return [...files, ...operators];
}

function isGatewayPod({ labels, containers }: Workload): boolean {
  return (
    labels.has('istio') && containers.some(({ image }) => image === 'auto' || /proxyv2/.test(image))
  );
}

function gatewayPods({ workloads }: Inventory): readonly Workload[] {
  return workloads.filter(isGatewayPod);
}

function annotationOf({ object }: Workload): readonly Field[] {
  const template = object.root.get('spec').get('template').get('metadata').get('annotations');
  const field = template.get('proxy.istio.io/config');
  return field.exists ? [readInner(field) ?? field] : [];
}

/** With EXIT_ON_ZERO_ACTIVE_CONNECTIONS the proxy waits for its connections as long as the pod may. */
function exitOnZero(inventory: Inventory): readonly Setting[] {
  return gatewayPods(inventory).flatMap((workload) =>
    workload.containers
      .flatMap(({ field }) => field.get('env').items())
      .filter((one) => one.get('name').text === 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS')
      .filter((one) => one.get('value').text === 'true')
      .map(({ at }) => ({ key: 'termination-drain-duration', ms: graceOf(workload).ms, at })),
  );
}

/** An EnvoyFilter may set anything of the proxies that it applies to. */
function filters(inventory: Inventory): readonly Setting[] {
  return inventory
    .of('EnvoyFilter')
    .filter(appliesToGateways)
    .map((filter) => ({ unread: { what: describeObject(filter), at: filter.at } }));
}

/** Those that patch only sidecars leave a gateway alone. */
function appliesToGateways({ root }: ManifestObject): boolean {
  const patches = root.get('spec').get('configPatches').items();
  const contexts = patches.map((patch) => patch.get('match').get('context').text ?? 'ANY');
  return contexts.some((context) => context === 'ANY' || context === 'GATEWAY');
}
