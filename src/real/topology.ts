import type { RealPart } from '../path/hop-kind.ts';
import type { Hop } from '../path/path.ts';
import { TRANSPORTS, type TransportKind } from '../path/transport.ts';
import { isIpAddress } from '../scenario/build/ip-address.ts';
import type { Scenario, Target } from '../scenario/scenario.ts';
import { passesOn, realPart } from './real-part.ts';

/** A path as hosts, wires and routes, from which `network.ts` makes namespaces. */
export interface Topology {
  /** Id of the host that the client's commands run in. */
  readonly client: string;
  readonly hosts: readonly HostPlan[];
  readonly wires: readonly Wire[];
  /** The client's names for the first hop, with its address. */
  readonly names: ReadonlyMap<string, string>;
  /** Public addresses that targets name: the first hop gets them too. */
  readonly aliases: ReadonlyMap<string, Wire>;
}

/** A hop as a host of its own, and the part that it is built from. */
export interface HostPlan {
  readonly hop: Hop;
  readonly kind: RealPart;
  /** What it passes on, by the port that it listens on; a backend listens and passes nothing on. */
  readonly forwards: readonly Forward[];
  readonly backendPorts: readonly BackendPort[];
  readonly routes: readonly Route[];
}

/** A port of a proxy or of a NAT, and where its connections go. */
export interface Forward {
  readonly port: number;
  /** As it arrives here. */
  readonly transport: TransportKind;
  readonly toAddress: string;
  readonly toPort: number;
}

/** A port of the backend. */
interface BackendPort {
  readonly port: number;
  readonly transport: TransportKind;
}

interface Route {
  readonly network: string;
  readonly gateway: string;
}

/** A veth pair between two hosts. */
export interface Wire {
  readonly near: string;
  readonly far: string;
  /** `10.71.<number>.0/24`: the nearer host has .1, the farther one .2. */
  readonly number: number;
}

/** The path cannot be built; the message says why. */
export class CannotBuild extends Error {}

/** The private network of a lab; every lab has its own namespaces, so that all use the same. */
export function nearAddress({ number }: Pick<Wire, 'number'>): string {
  return `10.71.${number}.1`;
}

export function farAddress({ number }: Pick<Wire, 'number'>): string {
  return `10.71.${number}.2`;
}

function networkOf({ number }: Pick<Wire, 'number'>): string {
  return `10.71.${number}.0/24`;
}

/** Lays out the ways of all targets: one host for each hop, one wire for each step. */
export function topologyOf({ path, targets }: Pick<Scenario, 'path' | 'targets'>): Topology {
  const client = path.hops.find(({ role }) => role === 'client')?.id ?? 'client';
  const layout = new Layout(client);
  for (const target of targets) layout.add(target, waySteps(target, path.hops));
  return layout.topology();
}

/** The hops behind the client; a backend is added when the path lists none. */
function waySteps({ via }: Target, hops: readonly Hop[]): readonly Hop[] {
  const steps = hops.filter(({ id, role }) => role !== 'client' && via.includes(id));
  if (steps.at(-1)?.role === 'backend') return steps;
  return [...steps, { id: 'backend', kind: 'pod', role: 'backend', limits: [] }];
}

interface HostDraft {
  readonly hop: Hop;
  readonly kind: RealPart;
  readonly forwards: Map<number, Forward>;
  readonly backendPorts: Map<number, BackendPort>;
  readonly routes: Map<string, Route>;
}

class Layout {
  readonly #client: string;
  readonly #hosts = new Map<string, HostDraft>();
  readonly #wires = new Map<string, Wire>();
  readonly #names = new Map<string, string>();
  readonly #aliases = new Map<string, Wire>();

  constructor(client: string) {
    this.#client = client;
  }

  add({ name, address }: Target, steps: readonly Hop[]): void {
    let { transport } = address;
    let near = this.#client;
    /** Where the packets that arrive here come from: the last host before that ends TCP. */
    let source: Wire | undefined;
    let gateway: Wire | undefined;
    for (const [index, hop] of steps.entries()) {
      const wire = this.#wire(near, hop.id);
      if (index === 0) this.#name(address.host, wire);
      const host = this.#host(hop);
      if (source !== undefined && gateway !== undefined) {
        const network = networkOf(source);
        host.routes.set(network, { network, gateway: nearAddress(gateway) });
      }
      const next = steps[index + 1];
      if (next === undefined) {
        const port = TRANSPORTS[transport].servePort;
        host.backendPorts.set(port, { port, transport });
        return;
      }
      const behind = afterHop(transport, host.kind);
      const isLast = index + 2 === steps.length;
      const forward = {
        port: address.port,
        transport,
        toAddress: farAddress(this.#wire(hop.id, next.id)),
        toPort: isLast ? TRANSPORTS[behind].servePort : address.port,
      };
      addForward(host, forward, name);
      source = passesOn(host.kind) ? (source ?? wire) : undefined;
      gateway = passesOn(host.kind) ? this.#wire(hop.id, next.id) : undefined;
      transport = behind;
      near = hop.id;
    }
  }

  topology(): Topology {
    const hosts = [...this.#hosts.values()].map(
      ({ hop, kind, forwards, backendPorts, routes }) => ({
        hop,
        kind,
        forwards: [...forwards.values()],
        backendPorts: [...backendPorts.values()],
        routes: [...routes.values()],
      }),
    );
    return {
      client: this.#client,
      hosts,
      wires: [...this.#wires.values()],
      names: this.#names,
      aliases: this.#aliases,
    };
  }

  #host(hop: Hop): HostDraft {
    const host = this.#hosts.get(hop.id) ?? {
      hop,
      kind: realPart(hop),
      forwards: new Map(),
      backendPorts: new Map(),
      routes: new Map(),
    };
    this.#hosts.set(hop.id, host);
    return host;
  }

  #wire(near: string, far: string): Wire {
    const key = `${near} ${far}`;
    const wire = this.#wires.get(key) ?? { near, far, number: this.#wires.size + 1 };
    this.#wires.set(key, wire);
    return wire;
  }

  #name(host: string, wire: Wire): void {
    if (/^(localhost|127\..*|::1)$/.test(host) || host.includes(':'))
      throw new CannotBuild(
        `${host} cannot be another host: give the target a name or an IPv4 address`,
      );
    const isAddress = isIpAddress(host);
    const known = isAddress ? this.#aliases.get(host) : this.#names.get(host);
    if (known !== undefined && known !== (isAddress ? wire : farAddress(wire)))
      throw new CannotBuild(`${host} cannot be the first hop of two ways: give one another name`);
    if (isAddress) this.#aliases.set(host, wire);
    else this.#names.set(host, farAddress(wire));
  }
}

function addForward({ hop, forwards }: HostDraft, forward: Forward, target: string): void {
  const other = forwards.get(forward.port);
  if (other !== undefined && JSON.stringify(other) !== JSON.stringify(forward))
    throw new CannotBuild(
      `Port ${forward.port} of ${hop.id} cannot lead to two places: target ${target} needs another`,
    );
  forwards.set(forward.port, forward);
}

/** What leaves a hop: an HTTP ingress ends TLS. */
function afterHop(transport: TransportKind, kind: RealPart): TransportKind {
  return kind === 'nginx' ? TRANSPORTS[transport].behindTls : transport;
}
