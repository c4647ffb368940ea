import net from 'node:net';
import type { Link } from './link.ts';
import type { SocketError } from './socket-ending.ts';

/** How many other ports are tried when one of our own choice is taken. */
const SOURCE_ATTEMPTS_MAX = 32;

export const kLink = Symbol('link');

/** A socket that knows its link. */
export type LinkedSocket = net.Socket & { [kLink]: Link };

/** Resolves, connects the raw socket, and hands over to the link. */
export function dial(link: Link): void {
  const { resolver, target } = link.shared;
  const known = resolver.known(target.address.host);
  if (known?.ok === true) {
    link.resolvedMs = link.dialledMs;
    connect(link, resolver.pick(known.addresses));
    return;
  }
  resolver.resolve(target.address.host, (resolved) => {
    link.resolvedMs = link.shared.nowMs();
    if (link.isOver) return;
    if (resolved.ok) connect(link, resolver.pick(resolved.addresses));
    else link.refuse({ phase: 'resolve', code: resolved.code });
  });
}

function connect(link: Link, host: string): void {
  const { target, sources } = link.shared;
  const { port } = target.address;
  const { keepaliveMs } = target.traffic;
  link.phase = 'connect';
  link.peer = host;
  const socket = net.connect({
    host,
    port,
    noDelay: true,
    ...(keepaliveMs !== undefined && { keepAlive: true, keepAliveInitialDelay: keepaliveMs }),
    ...sources.next(`${host}:${port}`),
  }) as LinkedSocket;
  socket[kLink] = link;
  link.raw = socket;
  socket.once('connect', rawOnConnect);
  socket.on('error', rawOnError);
}

function rawOnConnect(this: LinkedSocket): void {
  const link = this[kLink];
  if (link.isOver) return;
  link.connectedMs = link.shared.nowMs();
  link.onConnected();
}

/** Of the connect, and of a socket without anything above it. */
function rawOnError(this: LinkedSocket, error: SocketError): void {
  const link = this[kLink];
  if (link.isOver) return;
  if (isTaken(link, error)) {
    link.sourceAttempts += 1;
    this.destroy();
    connect(link, link.peer);
    return;
  }
  link.failed(error);
}

/** Another program, or an old connection's TIME_WAIT, sits on the port that we chose. */
function isTaken({ phase, shared, sourceAttempts }: Link, { code }: SocketError): boolean {
  const taken = code === 'EADDRINUSE' || code === 'EADDRNOTAVAIL';
  return (
    taken && phase === 'connect' && shared.sources.isOwn && sourceAttempts < SOURCE_ATTEMPTS_MAX
  );
}
