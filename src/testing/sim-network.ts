import { Prng } from '../base/prng.ts';
import type { DialRequest, Transport, Wire } from '../engine/ports.ts';
import type { KernelQueues } from '../outcome/ending.ts';
import type { Path } from '../path/path.ts';
import type { Target } from '../scenario/scenario.ts';
import { EventHeap } from './event-heap.ts';
import { SimConnection } from './sim-connection.ts';
import type { SimFault, SimOrigin } from './sim-fault.ts';
import type { SimWay } from './sim-way.ts';
import { simWayOf } from './sim-way.ts';

export interface SimOptions {
  readonly seed: number;
  readonly path: Path;
  readonly rttMs: readonly [min: number, max: number];
  readonly faults?: readonly SimFault[];
  /** One is drawn for each dial; one nameless origin when absent. */
  readonly origins?: readonly SimOrigin[];
  /** From a time on, dials go to these. */
  readonly rollOut?: { readonly atMs: number; readonly origins: readonly SimOrigin[] };
  /** The share of resets that stand behind unread data; none when absent. */
  readonly hiddenResets?: number;
  /** Times at which the backend is slow: replies come late, and all of them come. */
  readonly slow?: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly byMs: number;
  }[];
  /** The kernel does not tell of its queues. */
  readonly blindKernel?: boolean;
  /** What is lost at the first hop never left our own host; the kernel tells so of every second connection. */
  readonly heldAtHost?: boolean;
}

/** What really ended a connection: only the simulator knows. */
export interface Truth {
  readonly id: number;
  readonly atMs: number;
  readonly hop: string;
  /** The limit's setting, or the fault's kind. */
  readonly setting: string;
}

const NOWHERE: SimOrigin = { localAddress: '192.0.2.1', peer: '192.0.2.80' };

/** The kernel's timers for what is not acknowledged, and for what it cannot send. */
const RETRANSMITTING = 1;
const NOT_SENDING = 4;

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
    const way = simWayOf(this.#options.path, target);
    return { dial: (request) => this.#dial(way, request) };
  }

  /** Lets everything happen that is due until `nowMs`. */
  advance(nowMs: number): void {
    while (this.#heap.nextMs <= nowMs) this.#heap.pop(this.#onEvent);
    this.nowMs = nowMs;
  }

  after(delayMs: number, connection: { readonly index: number }, action: number): void {
    this.#heap.push(this.nowMs + delayMs, connection.index, action);
  }

  hidesReset(): boolean {
    const { hiddenResets = 0 } = this.#options;
    return hiddenResets > 0 && this.prng.chance(hiddenResets);
  }

  replyMs(): number {
    const { slow = [] } = this.#options;
    const now = slow.find(({ fromMs, toMs }) => this.nowMs >= fromMs && this.nowMs < toMs);
    return this.rttMs() + (now?.byMs ?? 0);
  }

  rttMs(): number {
    return this.prng.between(...this.#options.rttMs);
  }

  ended(connection: { readonly id: number }, by: { hop: string; setting: string }): void {
    this.truths.push({ id: connection.id, atMs: this.nowMs, ...by });
  }

  /** What a kernel would hold: bytes that a forgotten session never acknowledged. */
  kernelQueues(localPorts: ReadonlySet<number>): ReadonlyMap<number, KernelQueues> {
    const queues = new Map<number, KernelQueues>();
    const { blindKernel = false, heldAtHost = false } = this.#options;
    if (blindKernel) return queues;
    for (const { localPort, isAlive, unacknowledgedBytes: sendQueue } of this.#connections) {
      if (!isAlive || !localPorts.has(localPort)) continue;
      if (heldAtHost && localPort % 2 === 0) continue;
      const retransmits = heldAtHost ? 0 : sendQueue * 3;
      const waiting = heldAtHost ? NOT_SENDING : RETRANSMITTING;
      const timer = sendQueue > 0 ? waiting : 0;
      queues.set(localPort, { sendQueue, receiveQueue: 0, retransmits, timer });
    }
    return queues;
  }

  isRefusing(way: SimWay): boolean {
    return way.target.via.some((hop) => (this.#refusingUntilMs.get(hop) ?? 0) > this.nowMs);
  }

  #dial(way: SimWay, { slot, id, inbox }: DialRequest): Wire {
    const index = this.#connections.length;
    const origin = this.#origin();
    const connection = new SimConnection({ index, slot, id, inbox, network: this, way, origin });
    this.#connections.push(connection);
    connection.dial();
    return connection;
  }

  #origin(): SimOrigin {
    const { rollOut, origins = [NOWHERE] } = this.#options;
    const now = rollOut !== undefined && this.nowMs >= rollOut.atMs ? rollOut.origins : origins;
    return now.length === 1 ? now[0]! : now[this.prng.index(now.length)]!;
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
      (connection) => connection.isOpen && isMeant(connection, fault),
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

function isMeant(connection: SimConnection, { hop, target, of = {} }: SimFault): boolean {
  if (!connection.passes(hop)) return false;
  if (target !== undefined && connection.targetName !== target) return false;
  const { localAddress, peer, backend } = connection.origin;
  return (
    (of.localAddress ?? localAddress) === localAddress &&
    (of.peer ?? peer) === peer &&
    (of.backend ?? backend) === backend
  );
}
