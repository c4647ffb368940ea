import { Prng } from '../base/prng.ts';
import type { DialRequest, Transport, Wire } from '../engine/ports.ts';
import type { KernelQueues } from '../outcome/ending.ts';
import { limitsOn, type Path, type PathEvent, type PlacedLimit } from '../path/path.ts';
import { exchangesOf } from '../scenario/exchanges.ts';
import type { Exchange, Target } from '../scenario/scenario.ts';
import { EventHeap } from './event-heap.ts';
import { SimConnection } from './sim-connection.ts';

/** Something that happens on the path in virtual time. */
export interface SimFault {
  readonly atMs: number;
  readonly hop: string;
  readonly kind: PathEvent | 'fin' | 'rst' | 'close-frame' | 'silence' | 'lose-state' | 'refuse';
  /** Of the connections that are open then; all when absent. */
  readonly count?: number;
  readonly target?: string;
  /** `refuse` ends after so long. */
  readonly forMs?: number;
}

export interface SimOptions {
  readonly seed: number;
  readonly path: Path;
  readonly rttMs: readonly [min: number, max: number];
  readonly faults?: readonly SimFault[];
}

/** What really ended a connection: only the simulator knows. */
export interface Truth {
  readonly id: number;
  readonly atMs: number;
  readonly hop: string;
  /** The limit's setting, or the fault's kind. */
  readonly setting: string;
}

/** The way of one target, worked out once. */
export interface SimWay {
  readonly target: Target;
  readonly exchanges: readonly Exchange[];
  readonly limits: readonly PlacedLimit[];
}

const FAULT_SUBJECT = -1;

/** A path of hops in virtual time. Everything that happens is a function of the seed. */
export class SimNetwork {
  readonly prng: Prng;
  readonly truths: Truth[] = [];
  readonly #options: SimOptions;
  readonly #heap = new EventHeap();
  readonly #connections: SimConnection[] = [];
  readonly #refusingUntilMs = new Map<string, number>();
  nowMs = 0;
  events = 0;

  constructor(options: SimOptions) {
    this.#options = options;
    this.prng = new Prng(options.seed);
    for (const [index, { atMs }] of (options.faults ?? []).entries()) {
      this.#heap.push(atMs, FAULT_SUBJECT, index);
    }
  }

  transportFor(target: Target): Transport {
    const { transport, port } = target.address;
    const limits = limitsOn(this.#options.path, { transport, port, via: target.via });
    const way: SimWay = { target, exchanges: exchangesOf(target), limits };
    return { dial: (request) => this.#dial(way, request) };
  }

  /** Lets everything happen that is due until `nowMs`. */
  advance(nowMs: number): void {
    while (this.#heap.nextMs <= nowMs) this.#heap.pop(this.#onEvent);
    this.nowMs = nowMs;
  }

  after(delayMs: number, connection: SimConnection, action: number): void {
    this.#heap.push(this.nowMs + delayMs, connection.index, action);
  }

  rttMs(): number {
    return this.prng.between(...this.#options.rttMs);
  }

  ended(connection: SimConnection, by: { hop: string; setting: string }): void {
    this.truths.push({ id: connection.id, atMs: this.nowMs, ...by });
  }

  /** What a kernel would hold: bytes that a forgotten session never acknowledged. */
  kernelQueues(localPorts: ReadonlySet<number>): ReadonlyMap<number, KernelQueues> {
    const queues = new Map<number, KernelQueues>();
    for (const { localPort, isAlive, isForgotten } of this.#connections) {
      if (!isAlive || !localPorts.has(localPort)) continue;
      const sendQueue = isForgotten ? 1 : 0;
      queues.set(localPort, { sendQueue, receiveQueue: 0, retransmits: sendQueue * 3 });
    }
    return queues;
  }

  isRefusing(way: SimWay): boolean {
    return way.target.via.some((hop) => (this.#refusingUntilMs.get(hop) ?? 0) > this.nowMs);
  }

  #dial(way: SimWay, { slot, id, inbox }: DialRequest): Wire {
    const index = this.#connections.length;
    const connection = new SimConnection({ index, slot, id, inbox, network: this, way });
    this.#connections.push(connection);
    connection.dial();
    return connection;
  }

  readonly #onEvent = (atMs: number, subject: number, action: number): void => {
    this.nowMs = atMs;
    this.events += 1;
    if (subject === FAULT_SUBJECT) this.#onFault(this.#options.faults![action]!);
    else this.#connections[subject]!.onEvent(action);
  };

  #onFault(fault: SimFault): void {
    if (fault.kind === 'refuse') {
      this.#refusingUntilMs.set(fault.hop, this.nowMs + (fault.forMs ?? Infinity));
      return;
    }
    const candidates = this.#connections.filter(
      (connection) =>
        connection.isOpen &&
        connection.passes(fault.hop) &&
        (fault.target === undefined || connection.targetName === fault.target),
    );
    const count = Math.min(fault.count ?? candidates.length, candidates.length);
    for (let hit = 0; hit < count; hit += 1) {
      const pick = hit + this.prng.index(candidates.length - hit);
      const chosen = candidates[pick]!;
      candidates[pick] = candidates[hit]!;
      chosen.suffer(fault);
    }
  }
}
