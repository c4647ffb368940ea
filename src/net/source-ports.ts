import net from 'node:net';
import { assert } from '../base/assert.ts';
import type { Source } from '../scenario/scenario.ts';

interface SourcePortsOptions {
  readonly source: Source;
  /** Shard `index` of `count` takes every count-th port, so that processes never collide. */
  readonly shard: { readonly index: number; readonly count: number };
  /** Used when the scenario names addresses but no ports: the kernel's own range. */
  readonly ephemeralPorts?: readonly [first: number, last: number];
  /** How many connections go to the busiest destination. */
  readonly crowd?: number;
}

/** Where a connection comes from. Without a port the kernel chooses. */
export interface Lease {
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly pool?: PortPool;
}

const KERNEL_CHOOSES: Lease = {};

/** Linux's default of `net.ipv4.ip_local_port_range`. */
const EPHEMERAL_PORTS = [32768, 60999] as const;

/**
 * Above this share of the kernel's range towards one destination we choose ports ourselves. The kernel hands out
 * ports of one parity first and then searches for each of the others: a connect cost 22 to 37 us up to 14,000
 * of the stock 28,232 ports, and 640 to 700 us above (measured, Linux 6.18).
 */
const CROWDED = 0.4;

/**
 * Own ports lie below the kernel's range. The kernel gives away no port of its range that is bound, towards any
 * destination, so binding those would take them from every program of the machine. Lower ones more likely belong to a server.
 */
const LOWEST_OWN_PORT = 10_000;

/** More tries would only hide that the ports are used up. */
const DIALS_MAX = 32;

/**
 * Local addresses and ports of our own choice.
 *
 * The kernel gives one source address about 28,000 ports per destination. Naming only the address makes that
 * worse: libuv then binds before it connects, and the kernel picks a port that is free for all destinations.
 * With an explicit port the same one may go to every destination, and N addresses hold N times as many.
 */
export class SourcePorts {
  readonly #addresses: readonly string[];
  readonly #ports: readonly [first: number, last: number] | undefined;
  readonly #shard: { readonly index: number; readonly count: number };
  readonly #pools = new Map<string, readonly PortPool[]>();
  /** Own ports are for speed only: where they fail, the kernel may still find one. */
  readonly #isForSpeed: boolean;
  #turn = 0;

  constructor(options: SourcePortsOptions) {
    const { source, shard, ephemeralPorts = EPHEMERAL_PORTS, crowd = 0 } = options;
    const [first, last] = ephemeralPorts;
    const isNamed = source.ports !== undefined || source.addresses.length > 0;
    const isCrowded = crowd > CROWDED * (last - first + 1);
    this.#addresses = source.addresses;
    this.#shard = shard;
    this.#isForSpeed = !isNamed && isCrowded && first > LOWEST_OWN_PORT;
    if (isNamed) this.#ports = source.ports ?? ephemeralPorts;
    else this.#ports = this.#isForSpeed ? [LOWEST_OWN_PORT, first - 1] : undefined;
  }

  /** The only address family that can be dialled from the named addresses; 0 for both. */
  get family(): 0 | 4 | 6 {
    const families = new Set(this.#addresses.map((address) => net.isIP(address)));
    if (families.size !== 1) return 0;
    return families.has(6) ? 6 : 4;
  }

  /** How often one open may be tried when its port is already in use. */
  get dialsMax(): number {
    return this.#ports === undefined ? 1 : DIALS_MAX;
  }

  /** A source for one connection to `peer`, or undefined when all its ports are in use. */
  lease(peer: { readonly address: string; readonly port: number }): Lease | undefined {
    if (this.#ports === undefined) return KERNEL_CHOOSES;
    const pools = this.#poolsFor(peer.address, peer.port);
    for (let tried = 0; tried < pools.length; tried += 1) {
      const pool = pools[this.#turn++ % pools.length]!;
      const localPort = pool.take();
      if (localPort === undefined) continue;
      const { localAddress } = pool;
      return localAddress === undefined ? { localPort, pool } : { localAddress, localPort, pool };
    }
    return undefined;
  }

  /** The fallback when no port of our own works. */
  get lastResort(): Lease | undefined {
    return this.#isForSpeed ? KERNEL_CHOOSES : undefined;
  }

  /** Returns a port once its socket is closed. */
  release({ pool, localPort }: Lease): void {
    if (pool !== undefined && localPort !== undefined) pool.giveBack(localPort);
  }

  #poolsFor(address: string, port: number): readonly PortPool[] {
    const key = `${address} ${port}`;
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const ports = portsOf(this.#ports!, this.#shard);
    const family = net.isIP(address);
    const mine = this.#addresses.filter((local) => net.isIP(local) === family);
    const pools =
      this.#addresses.length === 0
        ? [new PortPool(undefined, ports)]
        : mine.map((localAddress) => new PortPool(localAddress, ports));
    this.#pools.set(key, pools);
    return pools;
  }
}

/**
 * The free ports of one local address towards one destination, as a ring. The port that rested longest is
 * taken first, so that it is most likely out of TIME_WAIT, where the side that closed first leaves it for 60 s.
 */
class PortPool {
  readonly localAddress: string | undefined;
  readonly #ring: Uint16Array;
  #start = 0;
  #free: number;

  constructor(localAddress: string | undefined, ports: Uint16Array) {
    this.localAddress = localAddress;
    this.#ring = ports.slice();
    this.#free = ports.length;
  }

  take(): number | undefined {
    if (this.#free === 0) return undefined;
    const port = this.#ring[this.#start]!;
    this.#start = (this.#start + 1) % this.#ring.length;
    this.#free -= 1;
    return port;
  }

  giveBack(port: number): void {
    assert(this.#free < this.#ring.length, `port ${port} was given back twice`);
    this.#ring[(this.#start + this.#free) % this.#ring.length] = port;
    this.#free += 1;
  }
}

function portsOf(
  [first, last]: readonly [first: number, last: number],
  { index, count }: { readonly index: number; readonly count: number },
): Uint16Array {
  const length = Math.max(0, Math.ceil((last - first + 1 - index) / count));
  return Uint16Array.from({ length }, (_, step) => first + index + step * count);
}
