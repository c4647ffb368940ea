import net from 'node:net';
import type { FaultSite } from '../path/faults/fault-kind.ts';
import type { Limit } from '../path/path.ts';
import type { Deadlines } from './deadlines.ts';
import type { Address, Gate } from './listener.ts';
import { Gates } from './listeners.ts';
import { Session } from './session.ts';
import { type SessionCounts, Sessions } from './sessions.ts';

/** One listener of a hop: the target that it serves, and the limits that hold there. */
export interface Listener {
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
 * sessions as its limits say.
 *
 * A process on loopback cannot see TCP keep-alive probes, so a limit that `packets` reset is reset by
 * payload only here.
 */
export class Hop implements FaultSite {
  readonly id: string;
  readonly #options: HopOptions;
  readonly #gates = new Gates();
  readonly #sessions = new Sessions();

  constructor(options: HopOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** Listens for one target; `port` 0 lets the kernel choose. */
  async listen(listener: Listener, port: number): Promise<Gate> {
    const { host, connectionsMax } = this.#options;
    const onConnection = (front: net.Socket) => this.#accept(front, listener);
    return this.#gates.open(listener.target, { host, port, connectionsMax, onConnection });
  }

  victims(target: string | undefined): readonly Session[] {
    return this.#sessions.healthy(target);
  }

  listeners(target: string | undefined): readonly Gate[] {
    return this.#gates.of(target);
  }

  renew(): Promise<void> {
    // Nothing: it holds no certificate.
    return Promise.resolve();
  }

  counts(): SessionCounts {
    return this.#sessions.counts();
  }

  async stop(): Promise<void> {
    const closed = this.#gates.close();
    this.#sessions.destroy();
    await closed;
  }

  #accept(front: net.Socket, { target, limits, next }: Listener): void {
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
