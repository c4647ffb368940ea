import type { Field } from '../objects/field.ts';
import type { GatewayRoute } from '../objects/gateway.ts';
import type { Ingress, IngressRule } from '../objects/ingress.ts';
import type { Inventory } from '../objects/inventory.ts';
import type { ManifestObject } from '../objects/object.ts';
import type { Service } from '../objects/service.ts';
import type { NoUpgrade } from './path.ts';
import type { Setting } from './setting.ts';
import type { Unread } from './unread.ts';

/** Which Ingresses a kind of hop serves, and what it reads of them. */
export interface IngressOwnership {
  /** `spec.controller` of an IngressClass; one of several installations may have a name of its own behind a slash. */
  readonly controllers: readonly string[];
  /** Other names that its installations are given there. */
  isController?(controller: string, inventory: Inventory): boolean;
  /** Classes that its installations among the manifests serve, where no IngressClass says whose they are. */
  classesServed?(inventory: Inventory): readonly string[];
  /** Classes that need no IngressClass object, or that always have this name. */
  readonly classNames?: readonly string[];
  /** Beginnings of annotations that only this controller reads. */
  readonly prefixes?: readonly string[];
  /** Beginnings of annotations of other controllers that it reads too, or may. */
  readonly readsToo?: readonly string[];
  /** A class of another controller's name is this one's, when annotations or other objects say so. It is asked first. */
  takesOver?(className: string, signs: OwnershipSigns): boolean;
  /** What is set elsewhere than in the places of its limits. These values win. */
  settings?(place: IngressPlace): readonly Setting[];
  /** It serves Ingresses without a class in a cluster like this one. */
  withoutClass?(ingress: Ingress, inventory: Inventory): boolean;
  /** The Service in front of the controller, where the manifests show it. */
  front?(place: IngressPlace): Service | undefined;
  /** Services that lead to the controller itself. */
  ownServices?(inventory: Inventory): readonly Service[];
  /** The kind of hop that this Ingress makes of it, when it is another one. */
  variant?(place: IngressPlace): string | undefined;
  /** Why no WebSocket opens through this path, if none does. */
  noUpgrade?(place: IngressPlace): NoUpgrade | undefined;
  /** Streams of gRPC pass through this path, and no WebSocket. */
  isGrpc?(place: IngressPlace): boolean;
  /** Its clients speak TLS, although no Ingress has a certificate for the host. */
  hasTls?(ingress: Ingress, inventory: Inventory): boolean;
  /** It answers there itself, with a redirect or a fixed answer, so that nothing is held open. */
  answersItself?(place: IngressPlace): boolean;
  /** Ports that it passes on as raw TCP. */
  tcpPorts?(inventory: Inventory): readonly TcpPort[];
}

/** What tells whose a class is. */
export interface OwnershipSigns {
  /** `spec.controller` of the IngressClass, where there is one. */
  readonly controller: string | undefined;
  /** All Ingresses of the class. */
  readonly ingresses: readonly Ingress[];
  readonly inventory: Inventory;
}

/** One path of an Ingress, and what may configure it. */
export interface IngressPlace {
  readonly ingress: Ingress;
  readonly rule: IngressRule;
  readonly service: Service | undefined;
  readonly inventory: Inventory;
}

/** A port of an ingress controller behind which a Service speaks raw TCP. */
export interface TcpPort {
  readonly port: number;
  readonly field: Field;
  readonly owner: ManifestObject;
  readonly namespace: string;
  readonly name: string;
  /** Kind of hop that it passes there, with what is set on it. */
  readonly kind: string;
  readonly settings: readonly Setting[];
  /** In front of the controller, where it is known. */
  readonly front: Service | undefined;
}

/** Which Gateways a kind of hop serves, and what it reads of them. */
export interface GatewayOwnership {
  /** `spec.controllerName` of a GatewayClass. */
  readonly controllers: readonly string[];
  /** Class names from installations or documentation. */
  readonly classNames?: RegExp;
  settings?(route: GatewayRoute, inventory: Inventory): readonly Setting[];
  /** Why no WebSocket opens through this route, if none does. */
  noUpgrade?(route: GatewayRoute, inventory: Inventory): NoUpgrade | undefined;
  /** The kind of hop that this listener or class makes of it, when it is another one. */
  variant?(route: GatewayRoute, inventory: Inventory): string | undefined;
}

/** How a cluster shows that this is the data plane of its nodes. */
export interface NodeOwnership {
  /** What is set on it; undefined when the cluster has another one. */
  claim(inventory: Inventory): NodeClaim | undefined;
  /** The kernel's connection tracking has a table of its own behind it. */
  readonly isBeforeConntrack?: boolean;
}

export interface NodeClaim {
  readonly settings: readonly Setting[];
  /** The setting that says so; absent when nothing does and it is assumed. */
  readonly field?: Field;
}

/** One cloud: how to recognize its Services of type LoadBalancer, and the load balancer in front of each. */
export interface BalancerOwnership {
  /** The usual name: `Alibaba Cloud`. */
  readonly name: string;
  claims(service: Service): boolean;
  /** How the rest of a cluster shows where it runs; for a Service that says nothing itself. */
  readonly cluster?: ClusterEvidence;
  /** The load balancer of one port: a listener may be TCP or HTTP. */
  balancerOf(service: Service, port: number, inventory: Inventory): Balancer;
  /** Whether it puts a PROXY header before each connection to this port; undefined when that is not known. */
  sendsProxyProtocol?(service: Service, port: number): boolean | undefined;
}

/** What only a cluster of this cloud, or with this product, contains. */
export interface ClusterEvidence {
  /** Beginnings of `spec.providerID` of a Node: `aws://`. */
  readonly providerIds?: readonly string[];
  /** Beginnings of labels of a Node. */
  readonly nodeLabels?: readonly string[];
  /** `provisioner` of a StorageClass. */
  readonly provisioners?: readonly string[];
  /** Kinds of objects that only its controllers read, with their API groups. */
  readonly objects?: Readonly<Record<string, readonly string[]>>;
  /** `spec.controller` of an IngressClass, `spec.controllerName` of a GatewayClass. */
  readonly controllers?: readonly string[];
}

export interface Balancer {
  /** Kind of hop. */
  readonly kind: string;
  /** What is set elsewhere than in the places of its limits. */
  readonly settings?: readonly Setting[];
  /** Of an existing load balancer that is shared by name. */
  readonly id?: Field;
  /** It sends traffic straight to pods, so no node translates addresses. */
  readonly isDirect: boolean;
  /** Nothing that the Service says about a listener has any effect. */
  readonly isUnmanaged?: boolean;
  /** What the listener of this port speaks with clients; `tcp` when absent. */
  readonly listener?: 'tcp' | 'tls' | 'http' | 'https';
  /** Why no WebSocket opens through this listener, if none does. */
  readonly noUpgrade?: NoUpgrade;
  /** It holds so many connections at once, and no more. */
  readonly connectionsMax?: ConnectionsMax;
  /** Limits that it has, or may have, and that nothing here states. */
  readonly unread?: readonly Unread[];
}

/** A number of connections beyond which a balancer opens none. */
export interface ConnectionsMax {
  readonly count: number;
  /** What sets it, in the vendor's spelling, or whose default it is. */
  readonly setting: string;
  /** Where it is written; absent for a default. */
  readonly field?: Field;
}

/** True when an annotation starts with one of the prefixes. */
export function hasPrefix(
  annotations: ReadonlyMap<string, Field>,
  prefixes: readonly string[],
): boolean {
  return [...annotations.keys()].some((key) => prefixes.some((prefix) => key.startsWith(prefix)));
}
