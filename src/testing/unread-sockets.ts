import type { DialRequest, NetEvent, Transport } from '../engine/ports.ts';
import type { KernelQueues } from '../outcome/ending.ts';

/** While the generator reads no sockets: from, to. */
export type UnreadWindow = readonly [fromMs: number, toMs: number];

interface Unread {
  readonly request: DialRequest;
  readonly event: NetEvent;
}

/**
 * The sockets of a generator that does not read for a while. What arrives meanwhile lies in its own kernel, whose
 * queues show it, and is read when the window ends.
 */
export class UnreadSockets {
  readonly #windows: readonly UnreadWindow[];
  readonly #portOf = new Map<number, number>();
  #unread: Unread[] = [];
  #nowMs = 0;

  constructor(windows: readonly UnreadWindow[]) {
    this.#windows = windows;
  }

  transportOver(inner: Transport): Transport {
    if (this.#windows.length === 0) return inner;
    return {
      dial: (request) =>
        inner.dial({ ...request, inbox: (event) => this.#arrived({ request, event }) }),
    };
  }

  /** To be called before anything can arrive at this time. */
  advance(nowMs: number): void {
    this.#nowMs = nowMs;
    if (this.#isUnread) return;
    for (const { request, event } of this.#unread) request.inbox(event);
    this.#unread = [];
  }

  /** What the kernel tells, with what lies unread. */
  queues(known: ReadonlyMap<number, KernelQueues>): ReadonlyMap<number, KernelQueues> {
    const queues = new Map(known);
    for (const { event } of this.#unread) {
      const port = this.#portOf.get(event.id) ?? 0;
      const queue = queues.get(port);
      if (queue !== undefined) queues.set(port, { ...queue, receiveQueue: 1 });
    }
    return queues;
  }

  get #isUnread(): boolean {
    return this.#windows.some(([fromMs, toMs]) => this.#nowMs >= fromMs && this.#nowMs < toMs);
  }

  #arrived(unread: Unread): void {
    const { request, event } = unread;
    if (event.kind === 'opened') this.#portOf.set(event.id, event.localPort);
    if (this.#isUnread) this.#unread.push(unread);
    else request.inbox(event);
  }
}
