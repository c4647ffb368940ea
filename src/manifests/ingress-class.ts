import type { Ingress } from '../objects/ingress.ts';
import type { Inventory } from '../objects/inventory.ts';
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

/** Where nothing says who serves an Ingress: the most common controller of a cluster without classes. */
const USUAL_KIND = 'ingress-nginx';

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
  const byAnnotations = SERVERS.find(({ ingress: own }) => isOwn(ingress, own));
  if (className === undefined) {
    if (byAnnotations !== undefined) return { kind: byAnnotations.kind, from: 'annotations' };
    return { kind: USUAL_KIND, from: 'guess' };
  }
  const known = inventory.of('IngressClass').find(({ name }) => name === className);
  const controller = known?.root.get('spec').get('controller').text;
  if (controller !== undefined) {
    const server = SERVERS.find(({ ingress: own }) => own.controllers.includes(controller));
    return { kind: server?.kind, from: 'class' };
  }
  const taker = SERVERS.find(({ ingress: own }) =>
    own.takesOver?.(className, { hasOwnAnnotations: isOwn(ingress, own), inventory }),
  );
  if (taker !== undefined) return { kind: taker.kind, from: 'annotations' };
  const byName =
    SERVERS.find(({ ingress: own }) => own.classNames?.includes(className))?.kind ??
    (/nginx/.test(className) ? USUAL_KIND : undefined);
  if (byName !== undefined) return { kind: byName, from: 'name' };
  return { kind: byAnnotations?.kind, from: 'annotations' };
}

function isOwn({ annotations }: Ingress, { prefixes = [] }: Server['ingress']): boolean {
  return hasPrefix(annotations, prefixes);
}
