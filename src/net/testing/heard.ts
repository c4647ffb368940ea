import { setImmediate } from 'node:timers/promises';
import type {
  EndedEvent,
  NetEvent,
  OpenedEvent,
  ReceivedEvent,
  RefusedEvent,
  Transport,
  Wire,
} from '../../engine/ports.ts';
import { isRaw } from '../../path/transport.ts';
import type { Address, Exchange, Target, TlsPlan, Traffic } from '../../scenario/scenario.ts';
import { MonotonicClock } from '../machine/clock.ts';
import { Resolver } from '../resolver.ts';
import { SourcePorts } from '../source-ports.ts';
import { createTransport, type TransportOptions } from '../transport.ts';

export interface DialOptions {
  readonly transport: Address['transport'];
  readonly port: number;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly subprotocols?: readonly string[];
  readonly tls?: TlsPlan;
  readonly traffic?: Partial<Traffic>;
  readonly sources?: SourcePorts;
  readonly resolver?: Resolver;
  readonly certificates?: TransportOptions['certificates'];
  /** Dials the same target as this one did, as a redial does. */
  readonly after?: Heard;
}

/** A target with nothing but what the test needs. */
function targetOf(options: DialOptions): Target {
  const { transport, port, host = '127.0.0.1', headers = {}, subprotocols = [] } = options;
  const address: Address = isRaw(transport)
    ? { transport, host, port }
    : { transport, host, port, path: '/soak?a=b', headers, subprotocols };
  return {
    name: 'test',
    address,
    connections: 1,
    via: [],
    traffic: { onOpen: [], beats: [], ...options.traffic },
    onDrop: { kind: 'leave' },
    finalProbe: { kind: 'off' },
    openTimeoutMs: 5000,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
  };
}

/** An exchange as a beat, since a test says it whenever it likes. */
export function beatsOf(...exchanges: readonly Omit<Exchange, 'withinMs'>[]): Traffic['beats'] {
  return exchanges.map((exchange) => ({ ...exchange, withinMs: 1000, everyMs: 1000, jitter: 0 }));
}

function noSources(): SourcePorts {
  return new SourcePorts({ source: { addresses: [] }, shard: { index: 0, count: 1 } });
}

/** One dialled connection and everything that it reported. */
export class Heard {
  readonly events: NetEvent[] = [];
  readonly wire: Wire;
  readonly #transport: Transport;
  #skewMs = 0;
  readonly #sleepers: (() => void)[] = [];

  constructor(options: DialOptions) {
    const clock = new MonotonicClock(process.hrtime.bigint());
    this.#transport =
      (options.after === undefined ? undefined : options.after.#transport) ??
      createTransport({
        target: targetOf(options),
        nowMs: () => clock.nowMs() + this.#skewMs,
        resolver: options.resolver ?? new Resolver(),
        sources: options.sources ?? noSources(),
        ...(options.certificates && { certificates: options.certificates }),
      });
    this.wire = this.#transport.dial({
      ...{ slot: 3, id: 7, member: 0, attempt: 0 },
      inbox: (event) => this.#note(event),
    });
  }

  opened(): Promise<OpenedEvent> {
    return this.#first((event): event is OpenedEvent => event.kind === 'opened');
  }

  refused(): Promise<RefusedEvent> {
    return this.#first((event): event is RefusedEvent => event.kind === 'refused');
  }

  ended(): Promise<EndedEvent> {
    return this.#first((event): event is EndedEvent => event.kind === 'ended');
  }

  answered(exchange: number): Promise<ReceivedEvent> {
    return this.#first(
      (event): event is ReceivedEvent => event.kind === 'received' && event.answers === exchange,
    );
  }

  received(): Promise<ReceivedEvent> {
    return this.#first((event): event is ReceivedEvent => event.kind === 'received');
  }

  get bytes(): number {
    return this.events.reduce(
      (sum, event) => sum + (event.kind === 'received' ? event.bytes : 0),
      0,
    );
  }

  /** Makes all that came so far long ago, without waiting for it: session tickets, for one. */
  async letTimePass(ms: number): Promise<void> {
    await letLoopTurn();
    this.#skewMs += ms;
  }

  /** The kinds of everything reported, stragglers too. */
  async kinds(): Promise<readonly NetEvent['kind'][]> {
    await letLoopTurn();
    return this.events.map(({ kind }) => kind);
  }

  async #first<T extends NetEvent>(isWanted: (event: NetEvent) => event is T): Promise<T> {
    for (;;) {
      const found = this.events.find(isWanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#sleepers.push(resolve);
      });
    }
  }

  #note(event: NetEvent): void {
    this.events.push(event);
    for (const wake of this.#sleepers.splice(0)) wake();
  }
}

/** On loopback whatever one side has written is read by the other within a few turns. */
async function letLoopTurn(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
}
