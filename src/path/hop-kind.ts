import type { Inventory } from '../objects/inventory.ts';
import type { Service } from '../objects/service.ts';
import type { Change } from './change.ts';
import type { CustomRoute } from './custom-route.ts';
import type { ConnectionLimit } from './kinds/connection-limit.ts';
import type { GatewayOwnership, IngressOwnership, NodeOwnership } from './ownership.ts';
import type { Capacity, HopRole, Limit, PathEvent } from './path.ts';
import type { Place } from './place.ts';
import type { TransportKind } from './transport.ts';

export type Termination = 'yes' | 'maybe' | 'no';

/** A protocol that a hop can take part in, from the lowest up. */
export type Layer = 'tcp' | 'tls' | 'http' | 'websocket';

/**
 * A kind of hop that a scenario can name: all that is known of it.
 *
 * Each family of kinds is one file or folder in `kinds/`; `kinds/all.ts` lists them.
 */
export interface HopKind {
  /** As written in a scenario: `kind: alibaba-slb`. */
  readonly kind: string;
  /** For people: `Alibaba Cloud CLB (classic SLB), TCP listener`. */
  readonly title: string;
  readonly role: HopRole;
  /** Transports that pass through it; all when absent. An HTTP ingress is not on the way of raw TCP. */
  readonly carries?: readonly TransportKind[];
  /**
   * Whether it ends TCP itself: it acknowledges what it receives, and nothing behind it can reach the client with
   * a segment of its own. `maybe`: the vendor leaves it open, and what its limits do tells more (`hop-facts.ts`).
   */
  readonly terminates: Termination;
  /** The layers in which it takes part itself; only what speaks `websocket` can write a Close frame. */
  readonly speaks: readonly Layer[];
  /** The program inside, where other products are built on it too. */
  readonly engine?: Engine;
  readonly limits: readonly LimitSpec[];
  /** How many connections may be open at once, by default or where it is configured. */
  readonly capacities?: readonly CapacitySpec[];
  /** How the hop forgets idle sessions, when its kinds differ (`on-idle:` in a scenario). */
  readonly onIdle?: readonly Limit['effects'][number][];
  /**
   * Settings that may be written for it and end no connection of the transports that it carries, such as
   * HTTP keep-alive between requests. Accepted, and without any effect on the path.
   */
  readonly inert?: readonly string[];
  /** What the ids of its catalogue entries start with, of its own family or of another. */
  readonly catalogue?: readonly string[];
  /** Defaults of it that are no limits of this path, but may be what a drop at a hop that nobody listed looks like. */
  readonly alsoKnown?: readonly KnownDefault[];
  /** The ways that its own resources describe. */
  routes?(inventory: Inventory): readonly CustomRoute[];
  /** How many connections its manifests let it hold. */
  connectionLimits?(inventory: Inventory): readonly ConnectionLimit[];
  /** Services that lead to it, where its pods alone do not show it: they are no ways of their own. */
  ownServices?(inventory: Inventory): readonly Service[];
  readonly ingress?: IngressOwnership;
  readonly gateway?: GatewayOwnership;
  readonly node?: NodeOwnership;
  /** How its pods are recognized: what passes their Service goes on through them. */
  readonly pods?: PodSigns;
  /** What changes in a cluster mean to the connections that it holds. */
  readonly watch?: ClusterSigns;
  /** Events that end none of its connections, where that is known and not only unsaid. */
  readonly spares?: readonly SparedEvent[];
  /** Payload that comes so soon after the last does not move its idle timers. */
  readonly lazyMs?: number;
  /** What stands for it in the real lab; by how it forgets a session when absent. */
  readonly part?: RealPart;
}

/** How the pods of a proxy are recognized. */
export interface PodSigns {
  /** Values of `app.kubernetes.io/name` or `app`, as labels of their Service or in its selector. */
  readonly names: readonly string[];
  readonly image: RegExp;
  /** Other labels that only this proxy's installation has: `{ istio: 'ingressgateway' }`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a program is built on. */
export type Engine = 'nginx' | 'envoy' | 'haproxy';

/** A limit of the kind: everything but the user's own value. */
export interface LimitSpec extends Omit<Limit, 'afterMs' | 'source' | 'onlyPort'> {
  /** As written in a scenario: `established-timeout`. */
  readonly key: string;
  /** The vendor's default; absent when there is none, and then the limit applies only if configured. */
  readonly defaultMs?: number;
  /** The versions that this default belongs to: `v1.15`, `2.11 and later`. */
  readonly version?: string;
  /** What the vendor accepts, both ends included. */
  readonly rangeMs?: readonly [min: number, max: number];
  /** Where the figures come from: a URL, a source file with its commit, or a measurement. */
  readonly reference: string;
  /** Id of the catalogue entry that says more. */
  readonly catalogue?: string;
  /** The annotation that sets it, where one does. */
  readonly place?: Place;
  /** How to set it, where no annotation does. */
  change?(ms: number): Change;
}

/** An event after which a hop keeps every connection that it has. */
interface SparedEvent {
  readonly event: PathEvent;
  /** Where that is written, or how it was measured. */
  readonly reference: string;
}

/** A capacity of the kind: everything but the user's own value. */
export interface CapacitySpec extends Omit<Capacity, 'most' | 'at'> {
  readonly key: string;
  /** The vendor's default; absent when there is none. */
  readonly most?: number;
}

/** A default that a hop has without being asked. */
export interface KnownDefault {
  /** For people: `keepalive_timeout`, `the router of Heroku`. */
  readonly setting: string;
  readonly afterMs: number;
  readonly axis: 'idle' | 'age';
  readonly reference: string;
  readonly isVerified: boolean;
}

/** Which objects of a cluster belong to a proxy, and what their changes do to its connections. */
export interface ClusterSigns {
  /** Names of its pods and of its ConfigMaps. */
  readonly names: RegExp;
  /** An Ingress or a route is added, changed or deleted. */
  readonly onIngress?: PathEvent;
  /** One of its ConfigMaps changes. */
  readonly onConfigMap?: PathEvent;
  /** Reasons of Kubernetes events that it writes itself. */
  readonly onReason?: Readonly<Record<string, PathEvent>>;
}

/**
 * What a hop is built from in the real lab.
 *
 *     nginx           an ingress: nginx as ingress-nginx renders it
 *     nginx-stream    an ingress's TCP service, or a balancer of that kind
 *     haproxy         a balancer that ends TCP
 *     haproxy-reset   the same, whose every FIN the kernel turns into RST
 *     nat             nftables DNAT with connection tracking; a lost session is answered by RST
 *     nat-silent      the same; the packets of a lost session vanish
 *     backend         `soak serve`
 */
export type RealPart =
  | 'nginx'
  | 'nginx-stream'
  | 'haproxy'
  | 'haproxy-reset'
  | 'nat'
  | 'nat-silent'
  | 'backend';
