import { assert } from '../base/assert.ts';
import { isCloseCode } from '../outcome/close-code.ts';
import { faultKind } from '../path/faults/all.ts';
import type { FaultSite } from '../path/faults/fault-kind.ts';
import type { Path } from '../path/path.ts';
import { isSecure, TRANSPORTS } from '../path/transport.ts';
import type { Fault } from '../scenario/scenario.ts';
import type { AccountRecord } from './backend/account.ts';
import { Backend } from './backend/backend.ts';
import { type ReplyHex, repliesFromHex } from './backend/replies.ts';
import { type Authority, createAuthority } from './certificates.ts';
import { Deadlines } from './deadlines.ts';
import { Hop } from './hops/hop.ts';
import { HopParts } from './hops/hop-parts.ts';
import { Ingress } from './hops/ingress.ts';
import type { SessionCounts } from './hops/sessions.ts';
import type { Address } from './listener.ts';
import { type LabEvent, Schedule } from './schedule.ts';
import { backendLimits, type LabListener, type Waypoint, waypointsOf } from './way.ts';

/** Sessions of all hops and connections of the backend together: 20,000 open files hold fewer. */
const DEADLINES_MAX = 65_536;
const CONNECTIONS_MAX = 16_384;
/** The name that always refers to the backend in a fault. */
const BACKEND = 'backend';

export interface LabOptions {
  readonly path: Path;
  readonly listeners: readonly LabListener[];
  readonly faults: readonly Fault[];
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  /** Listen on the scenario's port plus this; on ports that the kernel chooses when absent. */
  readonly portOffset?: number;
  /** Names that the certificates hold besides localhost. */
  readonly names?: readonly string[];
  /** What the backend answers on TCP and TLS instead of an echo. */
  readonly replies?: readonly ReplyHex[];
  /** The backend's first line; on when absent. */
  readonly hello?: boolean;
  readonly pushEveryMs?: number;
  readonly onEvent?: (event: LabEvent) => void;
  readonly onAccount?: (record: AccountRecord) => void;
}

export interface LabAddress {
  readonly target: string;
  /** As in the scenario. */
  readonly port: number;
  /** Where it really listens. */
  readonly address: Address;
}

export interface LabStats {
  readonly hops: Readonly<Record<string, SessionCounts>>;
  readonly backend: { readonly accepted: number; readonly open: number };
  readonly applied: readonly LabEvent[];
}

/** A path on real loopback sockets: client -> load balancer -> ingress -> backend, with its limits. */
export interface Lab {
  readonly addresses: readonly LabAddress[];
  /** PEM of the authority behind its certificates; absent when no listener carries TLS. */
  readonly ca: string | undefined;
  /** By the target's name, or by the scenario's port. */
  addressOf(listener: string | number): Address;
  /** Starts the fault schedule of a run that began at `epochMs` (milliseconds since 1970). */
  start(epochMs: number): void;
  stats(): LabStats;
  /** Frees everything: nothing is left listening, open or ticking. */
  stop(): Promise<void>;
}

export async function startLab(options: LabOptions): Promise<Lab> {
  const building = new Building(options, await authorityFor(options));
  try {
    return await building.build();
  } catch (error) {
    await building.stop();
    throw error;
  }
}

class Building {
  readonly #options: LabOptions;
  readonly #authority: Authority | undefined;
  readonly #deadlines = new Deadlines(DEADLINES_MAX);
  readonly #hops = new Map<string, HopParts>();
  readonly #backend: Backend;
  readonly #schedule: Schedule;

  constructor(options: LabOptions, authority: Authority | undefined) {
    this.#options = options;
    this.#authority = authority;
    this.#backend = this.#makeBackend();
    this.#schedule = new Schedule(options.faults, {
      siteOf: (fault) => this.#siteOf(fault),
      onEvent: (event) => options.onEvent?.(event),
    });
  }

  async build(): Promise<Lab> {
    const addresses: LabAddress[] = [];
    for (const listener of this.#options.listeners) {
      const address = await this.#listen(listener);
      addresses.push({ target: listener.target, port: listener.port, address });
    }
    for (const fault of this.#options.faults) {
      this.#siteOf(fault);
      assert(
        fault.code === undefined || isCloseCode(fault.code),
        `a Close frame cannot carry the code ${fault.code}`,
      );
    }
    return {
      addresses,
      ca: this.#authority?.caPem,
      addressOf: (wanted) => addressOf(addresses, wanted),
      start: (epochMs) => this.#schedule.start(epochMs),
      stats: () => this.#stats(),
      stop: () => this.stop(),
    };
  }

  async stop(): Promise<void> {
    this.#schedule.stop();
    const hops = [...this.#hops.values()].map((hop) => hop.stop());
    await Promise.all([...hops, this.#backend.stop({ graceMs: 0 })]);
    this.#deadlines.stop();
  }

  /** From the backend to the client, so that each hop knows where the next one listens. */
  async #listen(listener: LabListener): Promise<Address> {
    const { path, faults, portOffset } = this.#options;
    const waypoints = waypointsOf(path, { listener, faults });
    const outerPort = portOffset === undefined ? 0 : listener.port + portOffset;
    const portAt = (index: number) => (index === 0 ? outerPort : 0);
    const endsTls = waypoints.some((waypoint) => waypoint.tls);
    const options = await this.#backend.listen({
      transport: endsTls ? TRANSPORTS[listener.transport].behindTls : listener.transport,
      port: portAt(waypoints.length),
      target: listener.target,
      ...backendLimits(path, listener),
    });
    let next = options.address;
    for (const [index, waypoint] of [...waypoints.entries()].reverse()) {
      next = await this.#listenAt(waypoint, { listener, next, port: portAt(index) });
    }
    return next;
  }

  async #listenAt(
    { id, kind, limits, tls, lazyMs }: Waypoint,
    { listener, next, port }: { listener: LabListener; next: Address; port: number },
  ): Promise<Address> {
    const target = listener.target;
    const hop = this.#hops.get(id) ?? new HopParts(id);
    this.#hops.set(id, hop);
    const known = hop.partFor(kind, () => this.#makeHop({ id, kind, lazyMs }));
    const opened =
      known instanceof Ingress
        ? await known.listen({ target, tls, limits, next }, port)
        : await known.listen({ target, limits, next }, port);
    return opened.address;
  }

  #makeHop({
    id,
    kind,
    lazyMs,
  }: Pick<Waypoint, 'kind' | 'lazyMs'> & { id: string }): Hop | Ingress {
    const common = {
      id,
      host: this.#host,
      connectionsMax: CONNECTIONS_MAX,
      deadlines: this.#deadlines,
    };
    if (kind === 'packets') return new Hop(common);
    return new Ingress({ ...common, lazyMs, ...this.#secureContext() });
  }

  #makeBackend(): Backend {
    const { path, replies = [], hello, pushEveryMs, onAccount } = this.#options;
    return new Backend({
      id: path.hops.find((hop) => hop.role === 'backend')?.id ?? BACKEND,
      identity: 'lab',
      host: this.#host,
      deadlines: this.#deadlines,
      connectionsMax: CONNECTIONS_MAX,
      wallMs: () => Date.now(),
      replies: repliesFromHex(replies),
      ...(hello === undefined ? {} : { hello }),
      ...(pushEveryMs === undefined ? {} : { pushEveryMs }),
      ...(onAccount === undefined ? {} : { onAccount }),
      ...this.#secureContext(),
    });
  }

  get #host(): string {
    return this.#options.host ?? '127.0.0.1';
  }

  #secureContext() {
    const authority = this.#authority;
    if (authority === undefined) return {};
    return { secureContext: () => authority.secureContext(this.#options.names ?? []) };
  }

  #siteOf({ hop, kind }: Fault): FaultSite {
    // Some faults are the backend's, whatever hop is named.
    if (hop === BACKEND || hop === this.#backend.id || faultKind(kind)?.isBackends)
      return this.#backend;
    const site = this.#hops.get(hop);
    assert(site !== undefined, `a fault names ${hop}, which is on the path of no target`);
    return site;
  }

  #stats(): LabStats {
    const hops = [...this.#hops].map(([id, hop]) => [id, hop.counts()] as const);
    return {
      hops: Object.fromEntries(hops),
      backend: this.#backend.counts(),
      applied: this.#schedule.applied,
    };
  }
}

async function authorityFor({ listeners }: LabOptions): Promise<Authority | undefined> {
  const hasTls = listeners.some(({ transport }) => isSecure(transport));
  return hasTls ? await createAuthority(Date.now()) : undefined;
}

function addressOf(addresses: readonly LabAddress[], wanted: string | number): Address {
  const found = addresses.find(({ target, port }) => target === wanted || port === wanted);
  assert(found !== undefined, `the lab has no listener ${wanted}`);
  return found.address;
}
