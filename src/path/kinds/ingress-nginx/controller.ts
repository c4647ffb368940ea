import type { Field } from '../../../objects/field.ts';
import type { Ingress } from '../../../objects/ingress.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import type { Service } from '../../../objects/service.ts';
import type { Flag, Workload } from '../../../objects/workload.ts';
import type { Unread } from '../../unread.ts';
import { configMapOf, frontServiceOf } from '../installation.ts';

/** `spec.controller` of its IngressClass, unless a flag says otherwise. */
export const INGRESS_NGINX_CONTROLLER = 'k8s.io/ingress-nginx';

export const DEFAULT_PREFIX = 'nginx.ingress.kubernetes.io';

/** One installation of ingress-nginx, as far as the manifests show it. */
export interface NginxController {
  /** Class of the Ingresses that it serves, for people; any class if unknown. */
  readonly className: string | undefined;
  /** Classes that it serves for sure: those of its flags and of the IngressClasses that name it. None when nothing says. */
  readonly classNames: readonly string[];
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
  classNames: [],
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

/** The controller that serves an Ingress: by class, or the only one, unless that serves other classes. */
export function controllerFor(
  { className }: Ingress,
  controllers: readonly NginxController[],
): NginxController {
  const byClass = controllers.find(
    ({ classNames }) => className !== undefined && classNames.includes(className),
  );
  const [only] = controllers;
  if (byClass !== undefined) return byClass;
  if (only === undefined || controllers.length > 1) return UNSEEN_CONTROLLER;
  const isOfOthers = className !== undefined && only.classNames.length > 0;
  return isOfOthers ? UNSEEN_CONTROLLER : only;
}

/** Names of its own that an installation is started with, and those that internal ones are usually given. */
export function isNginxController(controller: string, inventory: Inventory): boolean {
  if (USUAL_CONTROLLER.test(controller)) return true;
  return nginxControllers(inventory).some(
    ({ flags }) => flags.get('controller-class')?.value === controller,
  );
}

/** `k8s.io/ingress-nginx-internal`, `k8s.io/internal-ingress-nginx`, `k8s.io/nginx-private` */
const USUAL_CONTROLLER = /^k8s\.io\/[\w.-]*nginx[\w.-]*$/;

/** A key of the controller's ConfigMap. */
export function configOf({ configMap }: NginxController, key: string): Field | undefined {
  const field = configMap?.root.get('data').get(key);
  return field?.exists === true ? field : undefined;
}

/** The ConfigMap that was not read and may set what Ingresses do not; undefined when nothing is hidden. */
export function configUnread({ configMap, workload, flags }: NginxController): Unread | undefined {
  if (configMap !== undefined) return undefined;
  const flag = flags.get('configmap');
  if (workload === undefined) return { what: "the controller's ConfigMap" };
  if (flag === undefined) return undefined;
  const what = `the ConfigMap ${flag.value} of the controller, which is not among the manifests,`;
  return { what, at: flag.field.at };
}

function fromWorkload(workload: Workload, inventory: Inventory): readonly NginxController[] {
  const container = workload.containers.find(({ image, flags }) => isController(image, flags));
  if (container === undefined) return [];
  const { flags } = container;
  const configMap = configMapOf({ workload }, { flag: flags.get('configmap'), inventory });
  const tcpServices = configMapOf(
    { workload },
    { flag: flags.get('tcp-services-configmap'), inventory },
  );
  const front = frontServiceOf(workload, inventory);
  const service = front?.type === 'ClusterIP' ? undefined : front;
  const classNames = classesOf(flags, inventory);
  return [
    {
      className: classNames[0] ?? 'nginx',
      classNames,
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
  return isNamed || USUAL_CONTROLLER.test(flags.get('controller-class')?.value ?? '');
}

function classesOf(flags: ReadonlyMap<string, Flag>, inventory: Inventory): readonly string[] {
  const controller = flags.get('controller-class')?.value ?? INGRESS_NGINX_CONTROLLER;
  const own = inventory
    .of('IngressClass')
    .filter(({ root }) => root.get('spec').get('controller').text === controller)
    .map(({ name }) => name);
  const flag = flags.get('ingress-class')?.value;
  return [...new Set([...(flag === undefined ? [] : [flag]), ...own])];
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
