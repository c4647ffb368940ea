import type { Ingress } from '../objects/ingress.ts';
import type { Inventory } from '../objects/inventory.ts';
import { annotationsOf, type ManifestObject } from '../objects/object.ts';
import type { HopKind } from '../path/hop-kind.ts';
import { HOP_KINDS } from '../path/kinds/all.ts';
import { hasPrefix } from '../path/ownership.ts';

/** The program that serves an Ingress, as a kind of hop, and how sure that is. */
interface ControllerKind {
  /** Absent for a controller that is not in the catalogue. */
  readonly kind: string | undefined;
  /** `class`: an IngressClass or GatewayClass says so. `name`: the class has the usual name. `guess`: nothing says so. */
  readonly from: 'class' | 'name' | 'annotations' | 'guess';
}

/** A kind that serves Ingresses. */
interface Server {
  readonly kind: string;
  readonly ingress: NonNullable<HopKind['ingress']>;
}

const SERVERS: readonly Server[] = HOP_KINDS.flatMap(({ kind, ingress }) =>
  ingress === undefined ? [] : [{ kind, ingress }],
);

/** Whose annotation this is: the beginning that says so, and the kind that reads it. */
export function ownerOf(
  key: string,
): { readonly prefix: string; readonly kind: string } | undefined {
  for (const { kind, ingress } of SERVERS) {
    const prefix = ingress.prefixes?.find((start) => key.startsWith(start));
    if (prefix !== undefined) return { prefix, kind };
  }
  return undefined;
}

export function controllerOf(ingress: Ingress, inventory: Inventory): ControllerKind {
  const { className } = ingress;
  if (className !== undefined) return ofClass(className, inventory);
  const byAnnotations = SERVERS.find(({ ingress: own }) => isOwn(ingress, own));
  if (byAnnotations !== undefined) return { kind: byAnnotations.kind, from: 'annotations' };
  const bySet = SERVERS.find(({ ingress: own }) => own.withoutClass?.(ingress, inventory));
  if (bySet !== undefined) return { kind: bySet.kind, from: 'annotations' };
  return bySurroundings(inventory);
}

const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

/** Whose an Ingress without a class is: of the default class, of the only one, or of the only controller. */
function bySurroundings(inventory: Inventory): ControllerKind {
  const classes = inventory.of('IngressClass');
  const isDefault = (one: ManifestObject) => annotationsOf(one).get(DEFAULT_CLASS)?.text === 'true';
  const chosen = classes.find(isDefault) ?? (classes.length === 1 ? classes[0] : undefined);
  if (chosen !== undefined) return ofClass(chosen.name, inventory);
  const installed = SERVERS.filter(
    ({ ingress: own }) => (own.classesServed?.(inventory).length ?? 0) > 0,
  );
  return { kind: installed.length === 1 ? installed[0]!.kind : undefined, from: 'guess' };
}

/** One class has one controller: it is worked out once, from all Ingresses of the class. */
function ofClass(className: string, inventory: Inventory): ControllerKind {
  const classes = CLASSES.get(inventory) ?? new Map<string, ControllerKind>();
  CLASSES.set(inventory, classes);
  const known = classes.get(className) ?? findClass(className, inventory);
  classes.set(className, known);
  return known;
}

/** A cluster has a thousand Ingresses of a few classes. */
const CLASSES = new WeakMap<Inventory, Map<string, ControllerKind>>();

function findClass(className: string, inventory: Inventory): ControllerKind {
  const object = inventory.of('IngressClass').find(({ name }) => name === className);
  const controller = object?.root.get('spec').get('controller').text;
  const ingresses = inventory.ingresses.filter((one) => one.className === className);
  const taker = SERVERS.find(({ ingress: own }) =>
    own.takesOver?.(className, { controller, ingresses, inventory }),
  );
  if (taker !== undefined)
    return { kind: taker.kind, from: controller === undefined ? 'annotations' : 'class' };
  if (controller !== undefined) return { kind: byController(controller, inventory), from: 'class' };
  const installed = SERVERS.find(({ ingress: own }) =>
    own.classesServed?.(inventory).includes(className),
  );
  if (installed !== undefined) return { kind: installed.kind, from: 'class' };
  const byAnnotations = SERVERS.find(({ ingress: own }) =>
    ingresses.some((ingress) => isOwn(ingress, own)),
  );
  const byName = kindOfName(className, byAnnotations);
  if (byName !== undefined) return { kind: byName, from: 'name' };
  return { kind: byAnnotations?.kind, from: 'annotations' };
}

/** The kind whose installations call themselves so in `spec.controller` of an IngressClass. */
function byController(controller: string, inventory: Inventory): string | undefined {
  return SERVERS.find(
    ({ ingress: own }) =>
      own.controllers.some((name) => controller === name || controller.startsWith(`${name}/`)) ||
      own.isController?.(controller, inventory) === true,
  )?.kind;
}

/** By the usual name of a class. Where two products share one, the annotations tell them apart. */
function kindOfName(className: string, byAnnotations: Server | undefined): string | undefined {
  const named = SERVERS.filter(({ ingress: own }) => own.classNames?.includes(className));
  return (named.find((server) => server === byAnnotations) ?? named[0])?.kind;
}

function isOwn({ annotations }: Ingress, { prefixes = [] }: Server['ingress']): boolean {
  return hasPrefix(annotations, prefixes);
}
