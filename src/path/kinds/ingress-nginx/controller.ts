import type { Field } from '../../../objects/field.ts';
import type { Ingress } from '../../../objects/ingress.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import type { Service } from '../../../objects/service.ts';
import type { Flag, Workload } from '../../../objects/workload.ts';

/** `spec.controller` of its IngressClass, unless a flag says otherwise. */
export const INGRESS_NGINX_CONTROLLER = 'k8s.io/ingress-nginx';

export const DEFAULT_PREFIX = 'nginx.ingress.kubernetes.io';

/** One installation of ingress-nginx, as far as the manifests show it. */
export interface NginxController {
  /** Class of the Ingresses that it serves; any class if unknown. */
  readonly className: string | undefined;
  /** Of its annotations, without the slash. */
  readonly prefix: string;
  readonly workload?: Workload;
  readonly configMap?: ManifestObject;
  readonly tcpServices?: ManifestObject;
  readonly service?: Service;
  readonly flags: ReadonlyMap<string, Flag>;
}

/** Used when the manifests contain no object of the controller: its defaults. */
const UNSEEN_CONTROLLER: NginxController = {
  className: undefined,
  prefix: DEFAULT_PREFIX,
  flags: new Map(),
};

/** Manifests are asked for them by every Ingress, and a cluster has a thousand. */
const FOUND = new WeakMap<Inventory, readonly NginxController[]>();

/** Every installation of ingress-nginx among the manifests. */
export function nginxControllers(inventory: Inventory): readonly NginxController[] {
  const known = FOUND.get(inventory);
  if (known !== undefined) return known;
  const found = findControllers(inventory);
  FOUND.set(inventory, found);
  return found;
}

function findControllers(inventory: Inventory): readonly NginxController[] {
  const installed = inventory.workloads.flatMap((workload) => fromWorkload(workload, inventory));
  if (installed.length > 0) return installed;
  const configMap = inventory.of('ConfigMap').find(isControllerConfig);
  const service = inventory.services.find(isControllerService);
  const tcpServices = inventory.of('ConfigMap').find(isTcpServices);
  if (configMap === undefined && service === undefined && tcpServices === undefined) return [];
  return [
    {
      ...UNSEEN_CONTROLLER,
      ...(configMap === undefined ? {} : { configMap }),
      ...(service === undefined ? {} : { service }),
      ...(tcpServices === undefined ? {} : { tcpServices }),
    },
  ];
}

/** The controller that serves an Ingress: by class, or the only one. */
export function controllerFor(
  ingress: Ingress,
  controllers: readonly NginxController[],
): NginxController {
  const byClass = controllers.find(({ className }) => className === ingress.className);
  const [only] = controllers;
  return byClass ?? (controllers.length === 1 && only !== undefined ? only : UNSEEN_CONTROLLER);
}

/** A key of the controller's ConfigMap. */
export function configOf({ configMap }: NginxController, key: string): Field | undefined {
  const field = configMap?.root.get('data').get(key);
  return field?.exists === true ? field : undefined;
}

function fromWorkload(workload: Workload, inventory: Inventory): readonly NginxController[] {
  const container = workload.containers.find(({ image, flags }) => isController(image, flags));
  if (container === undefined) return [];
  const { flags } = container;
  const configMap = named(inventory, { workload, flag: flags.get('configmap') });
  const tcpServices = named(inventory, { workload, flag: flags.get('tcp-services-configmap') });
  const service =
    inventory.servicesOf(workload).find(({ type }) => type === 'LoadBalancer') ??
    inventory.servicesOf(workload).find(({ type }) => type === 'NodePort');
  return [
    {
      className: classOf(flags, inventory),
      prefix: flags.get('annotations-prefix')?.value ?? DEFAULT_PREFIX,
      workload,
      ...(configMap === undefined ? {} : { configMap }),
      ...(tcpServices === undefined ? {} : { tcpServices }),
      ...(service === undefined ? {} : { service }),
      flags,
    },
  ];
}

function isController(image: string, flags: ReadonlyMap<string, Flag>): boolean {
  const isNamed =
    /(^|\/)(ingress-nginx\/controller|nginx-ingress-controller|aliyun-ingress-controller)([:@]|$)/.test(
      image,
    );
  return isNamed || flags.get('controller-class')?.value === INGRESS_NGINX_CONTROLLER;
}

function classOf(flags: ReadonlyMap<string, Flag>, inventory: Inventory): string {
  const controller = flags.get('controller-class')?.value ?? INGRESS_NGINX_CONTROLLER;
  const own = inventory
    .of('IngressClass')
    .filter(({ root }) => root.get('spec').get('controller').text === controller);
  return flags.get('ingress-class')?.value ?? (own.length === 1 ? own[0]!.name : 'nginx');
}

/** `--configmap=$(POD_NAMESPACE)/name`: the variable is the controller's own namespace. */
function named(
  inventory: Inventory,
  { workload, flag }: { workload: Workload; flag: Flag | undefined },
): ManifestObject | undefined {
  const [space, name] = flag?.value.split('/') ?? [];
  if (space === undefined || name === undefined) return undefined;
  const namespace = space.startsWith('$(') ? workload.object.namespace : space;
  return inventory.object({ kind: 'ConfigMap', namespace, name });
}

function isControllerConfig({ name, root }: ManifestObject): boolean {
  const labels = root.get('metadata').get('labels');
  const isPart = labels.get('app.kubernetes.io/name').text === 'ingress-nginx';
  const isUsual =
    /^(ingress-nginx-controller|nginx-configuration|nginx-ingress-controller|ingress-nginx)$/.test(
      name,
    );
  return isUsual || (isPart && !isTcpServices({ name } as ManifestObject) && !/udp/.test(name));
}

function isTcpServices({ name }: Pick<ManifestObject, 'name'>): boolean {
  return /(^|-)tcp(-services)?$/.test(name) && /nginx|tcp-services/.test(name);
}

function isControllerService({ object, type }: Service): boolean {
  const labels = object.root.get('metadata').get('labels');
  const isPart = labels.get('app.kubernetes.io/name').text === 'ingress-nginx';
  const isUsual = /^(ingress-nginx-controller|nginx-ingress-lb|ingress-nginx)$/.test(object.name);
  return type !== 'ClusterIP' && (isPart || isUsual);
}
