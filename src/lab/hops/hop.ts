import net from 'node:net';
import type { FaultSite } from '../../path/faults/fault-kind.ts';
import type { Limit } from '../../path/path.ts';
import type { Deadlines } from '../deadlines.ts';
import type { Address, Listener } from '../listener.ts';
import { Listeners } from '../listeners.ts';
import { Session } from './session.ts';
import { type SessionCounts, Sessions } from './sessions.ts';

/** One listener of a hop: the target that it serves, and the limits that hold there. */
interface ListenerPlan {
  readonly target: string;
  readonly limits: readonly Limit[];
  readonly next: Address;
}

export interface HopOptions {
  readonly id: string;
  readonly host: string;
  readonly connectionsMax: number;
  readonly deadlines: Deadlines;
}

/**
 * A layer 4 hop (load balancer, NAT) on real sockets: passes bytes, FIN and RST on, and forgets or ends
 * sessions by its limits.
 *
 * A process on loopback cannot see TCP keep-alive probes, so a limit that `packets` reset is reset by
 * payload only here.
 */
export class Hop implements FaultSite {
  readonly id: string;
  readonly #options: HopOptions;
  readonly #listeners = new Listeners();
  readonly #sessions = new Sessions();

  constructor(options: HopOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** Listens for one target; `port` 0 lets the kernel choose. */
  async listen(listener: ListenerPlan, port: number): Promise<Listener> {
    const { host, connectionsMax } = this.#options;
    const onConnection = (front: net.Socket) => this.#accept(front, listener);
    return this.#listeners.open(listener.target, { host, port, connectionsMax, onConnection });
  }

  victims(target: string | undefined): readonly Session[] {
    return this.#sessions.healthy(target);
  }

  listeners(target: string | undefined): readonly Listener[] {
    return this.#listeners.of(target);
  }

  renew(): Promise<void> {
    // Nothing: it holds no certificate.
    return Promise.resolve();
  }

  counts(): SessionCounts {
    return this.#sessions.counts();
  }

  async stop(): Promise<void> {
    const closed = this.#listeners.close();
    this.#sessions.destroy();
    await closed;
  }

  #accept(front: net.Socket, { target, limits, next }: ListenerPlan): void {
    const { deadlines } = this.#options;
    if (!deadlines.hasRoom) {
      front.resetAndDestroy();
      return;
    }
    const back = net.connect({ ...next, allowHalfOpen: true, noDelay: true });
    const session = new Session({
      target,
      front,
      stream: front,
      back,
      layer: 'packets',
      limits,
      lazyMs: 0,
      deadlines,
      keeper: this.#sessions,
    });
    this.#sessions.add(session);
    back.once('connect', () => session.establish());
  }
}
