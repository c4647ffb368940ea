import net from 'node:net';
import type { Refusal } from '../outcome/ending.ts';
import { type Connection, type ConnectionSocket, kConnection } from './connection.ts';
import type { Opening } from './connection-parts.ts';
import type { AddressWaiter } from './resolver.ts';
import { isPortTaken, type SocketError } from './socket-ending.ts';
import type { Lease } from './source-ports.ts';
import { secure } from './transports/tls.ts';

const kLease: unique symbol = Symbol('lease');

type DialledSocket = ConnectionSocket & { [kLease]?: Lease };

/** Opens the TCP socket of a connection: address, source, connect. Discarded once the connection is open. */
export class Dial implements AddressWaiter, Opening {
  readonly #connection: Connection;
  readonly dialledMs: number;
  resolvedMs = 0;
  connectedMs = 0;
  securedMs = 0;
  peer = '';
  #address = '';
  #dialsLeft: number;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.dialledMs = connection.shared.nowMs();
    this.#dialsLeft = connection.shared.sources.dialsMax;
  }

  start(): void {
    const { resolver, target } = this.#connection.shared;
    this.#connection.opening = this;
    resolver.resolve(target.address.host, this);
  }

  addressFound(address: string): void {
    if (this.#connection.phase === 'over') return;
    const { nowMs, target } = this.#connection.shared;
    const host = net.isIP(address) === 6 ? `[${address}]` : address;
    this.#address = address;
    this.peer = `${host}:${target.address.port}`;
    this.resolvedMs = nowMs();
    this.#connection.phase = 'connect';
    this.connect();
  }

  addressMissing(refusal: Refusal): void {
    this.#connection.refuse(refusal);
  }

  /** Tries the next source. False when there is none, or too many were tried. */
  connect(): boolean {
    const { sources, target } = this.#connection.shared;
    const { port } = target.address;
    const own = this.#dialsLeft > 0 ? sources.lease({ address: this.#address, port }) : undefined;
    const lease = own ?? sources.lastResort;
    if (lease === undefined) {
      // Later, because no event may be reported before dial() has returned.
      process.nextTick(refuseForWantOfPorts, this.#connection);
      return false;
    }
    this.#dialsLeft -= 1;
    const raw = openSocket(this.#connection, { address: this.#address, port, lease });
    this.#connection.raw = raw;
    this.#connection.socket = raw;
    return true;
  }
}

function refuseForWantOfPorts(connection: Connection): void {
  connection.refuse({ phase: 'local', code: 'EADDRNOTAVAIL' });
}

function openSocket(
  connection: Connection,
  { address, port, lease }: { address: string; port: number; lease: Lease },
): net.Socket {
  const { keepaliveMs } = connection.shared.target.traffic;
  const { localAddress, localPort } = lease;
  const raw = net.connect({
    host: address,
    port,
    noDelay: true,
    keepAlive: keepaliveMs !== undefined,
    // Whole seconds; 0 would mean the kernel's two hours.
    keepAliveInitialDelay: Math.max(1000, keepaliveMs ?? 0),
    ...(localAddress === undefined ? {} : { localAddress }),
    ...(localPort === undefined ? {} : { localPort }),
  }) as DialledSocket;
  raw[kConnection] = connection;
  if (lease.pool !== undefined) raw[kLease] = lease;
  raw.on('connect', rawOnConnect);
  raw.on('error', rawOnError);
  raw.on('close', rawOnClose);
  return raw;
}

function rawOnConnect(this: DialledSocket): void {
  const connection = this[kConnection];
  const { opening, shared } = connection;
  if (opening === undefined || connection.phase !== 'connect') return;
  opening.connectedMs = shared.nowMs();
  opening.securedMs = opening.connectedMs;
  if (shared.secureContext !== undefined) secure(connection, this);
  else connection.socketReady();
}

function rawOnError(this: DialledSocket, error: SocketError): void {
  const connection = this[kConnection];
  if (connection.raw !== this) return;
  const { opening, phase } = connection;
  if (phase === 'connect' && this[kLease] !== undefined && isPortTaken(error)) {
    if (opening instanceof Dial && opening.connect()) return;
  }
  connection.failed(error);
}

function rawOnClose(this: DialledSocket): void {
  const connection = this[kConnection];
  const lease = this[kLease];
  if (lease !== undefined) connection.shared.sources.release(lease);
}
