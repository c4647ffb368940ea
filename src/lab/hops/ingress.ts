import type net from 'node:net';
import tls from 'node:tls';
import type { FaultSite } from '../../path/faults/fault-kind.ts';
import type { Limit } from '../../path/path.ts';
import type { Address, Listener } from '../listener.ts';
import { Listeners } from '../listeners.ts';
import type { HopOptions } from './hop.ts';
import { Session } from './session.ts';
import { type SessionCounts, Sessions } from './sessions.ts';
import { type Tunnel, Upgrade } from './upgrade.ts';

const CONNECT_AND_ANSWER_MS = 60_000;

interface IngressOptions extends HopOptions {
  /** A new certificate for each start and reload; absent when it carries no TLS at all. */
  readonly secureContext?: () => Promise<tls.SecureContext>;
  /** Payload this soon after the last one does not restart an idle timer. */
  readonly lazyMs: number;
  readonly requestWithinMs?: number;
}

export interface IngressListener {
  readonly target: string;
  readonly tls: boolean;
  readonly limits: readonly Limit[];
  /** No backend: 503. */
  readonly next?: Address;
  /** Prefixes of the paths that are served; others get 404. All when absent. */
  readonly paths?: readonly string[];
}

/**
 * An ingress with nginx's semantics for upgraded connections: TLS ends here, idle means no payload in
 * either direction, an orderly end is close_notify + FIN, a forced one is a bare FIN.
 *
 * It holds the TCP socket under its TLS, so that it decides about close_notify.
 */
export class Ingress implements FaultSite {
  readonly id: string;
  readonly #options: IngressOptions;
  readonly #listeners = new Listeners();
  readonly #sessions = new Sessions();
  readonly #upgrades = new Set<Upgrade>();
  #secureContext: tls.SecureContext | undefined;

  constructor(options: IngressOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** Listens for one target; `port` 0 lets the kernel choose. */
  async listen(listener: IngressListener, port: number): Promise<Listener> {
    if (this.#secureContext === undefined) await this.renew();
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

  async renew(): Promise<void> {
    this.#secureContext = await this.#options.secureContext?.();
  }

  counts(): SessionCounts {
    return this.#sessions.counts();
  }

  async stop(): Promise<void> {
    const closed = this.#listeners.close();
    for (const upgrade of this.#upgrades) upgrade.destroy();
    this.#sessions.destroy();
    await closed;
  }

  #accept(front: net.Socket, listener: IngressListener): void {
    const { deadlines, requestWithinMs } = this.#options;
    if (!deadlines.hasRoom) {
      front.resetAndDestroy();
      return;
    }
    const stream = listener.tls ? this.#terminateTls(front) : front;
    const upgrade = new Upgrade({
      front,
      stream,
      deadlines,
      route: (path) => routeOf(path, listener),
      answerWithinMs: answerWithinMs(listener.limits),
      ...(requestWithinMs === undefined ? {} : { requestWithinMs }),
      onUpgraded: (tunnel) => {
        this.#upgrades.delete(upgrade);
        this.#hold(tunnel, listener);
      },
      onGone: () => this.#upgrades.delete(upgrade),
    });
    this.#upgrades.add(upgrade);
  }

  #terminateTls(front: net.Socket): tls.TLSSocket {
    const secureContext = this.#secureContext;
    return new tls.TLSSocket(front, {
      isServer: true,
      ...(secureContext === undefined ? {} : { secureContext }),
    });
  }

  #hold(tunnel: Tunnel, { target, limits }: IngressListener): void {
    const { deadlines, lazyMs } = this.#options;
    const keeper = this.#sessions;
    const session = new Session({
      ...tunnel,
      target,
      layer: 'http',
      limits,
      lazyMs,
      deadlines,
      keeper,
    });
    keeper.add(session);
    session.establish();
  }
}

function routeOf(path: string, { next, paths }: IngressListener): Address | 404 | 503 {
  if (paths !== undefined && !paths.some((prefix) => path.startsWith(prefix))) return 404;
  return next ?? 503;
}

/** nginx's proxy_read_timeout holds for the answer to the request as well. */
function answerWithinMs(limits: readonly Limit[]): number {
  const idle = limits.filter((limit) => limit.startsAt === 'last-reset');
  return Math.min(CONNECT_AND_ANSWER_MS, ...idle.map((limit) => limit.afterMs));
}
