import net from 'node:net';
import tls from 'node:tls';
import { isWebSocketAddress, type TlsPlan } from '../../scenario/scenario.ts';
import { type Connection, type ConnectionSocket, kConnection } from '../connection.ts';
import { tame } from '../hostile-text.ts';
import type { SocketError } from '../socket-ending.ts';

/**
 * One context for all connections of a target. A context of its own would cost each connection 25 KB, 0.5 ms and
 * loop stalls of a second (measured with Node 20.20 and 15,000 connections).
 */
export function createContext({ ca, certificate, key, versionMin }: TlsPlan): tls.SecureContext {
  return tls.createSecureContext({
    // Without the post-quantum hybrid that OpenSSL 3.5 offers first: on Node 24 it costs 9 KB per connection.
    ecdhCurve: 'X25519:prime256v1:secp384r1:secp521r1',
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    ...(versionMin === undefined ? {} : { minVersion: versionMin }),
  });
}

/** Starts TLS over the connected raw socket. */
export function secure(connection: Connection, raw: net.Socket): void {
  const { secureContext, target, resumption } = connection.shared;
  const serverName = serverNameOf(connection) ?? target.address.host;
  connection.phase = 'tls';
  const socket = tls.connect({
    socket: raw,
    secureContext: secureContext!,
    // The name that the certificate must hold. An address is no SNI (RFC 6066 section 3).
    host: serverName,
    ...(net.isIP(serverName) === 0 ? { servername: serverName } : {}),
    rejectUnauthorized: target.tls?.insecure !== true,
    ...(target.tls?.alpn === undefined ? {} : { ALPNProtocols: [...target.tls.alpn] }),
    ...(resumption?.session === undefined ? {} : { session: resumption.session }),
  }) as tls.TLSSocket & ConnectionSocket;
  socket[kConnection] = connection;
  connection.socket = socket;
  socket.on('secureConnect', tlsOnSecure);
  socket.on('session', tlsOnSession);
  socket.on('end', tlsOnEnd);
  socket.on('error', tlsOnError);
}

function serverNameOf({ shared: { target, filling }, filled }: Connection): string | undefined {
  const template = target.tls?.filledServerName;
  if (template === undefined || filled === undefined) return target.tls?.serverName;
  return filling!.textOf(template, filled);
}

function tlsOnSecure(this: ConnectionSocket): void {
  const connection = this[kConnection];
  if (connection.phase !== 'tls') return;
  connection.opening!.securedMs = connection.shared.nowMs();
  connection.noteRawBytes();
  const socket = this as ConnectionSocket & tls.TLSSocket;
  connection.shared.certificates?.secured(socket);
  const { alpnProtocol } = socket;
  // A WebSocket opens by an upgrade of HTTP/1.1 (RFC 6455 section 4.1); what follows would be another protocol.
  if (isWebSocketAddress(connection.shared.target.address) && isForeign(alpnProtocol))
    connection.refuse({ phase: 'tls', code: 'alpn', detail: tame(alpnProtocol, 40) });
  else connection.socketReady();
}

function isForeign(protocol: string | false | null): protocol is string {
  return typeof protocol === 'string' && protocol !== 'http/1.1';
}

/** A TLS 1.3 ticket, which comes after the handshake: bytes that are no payload and no alert. */
function tlsOnSession(this: ConnectionSocket, session: Buffer): void {
  const connection = this[kConnection];
  const { resumption } = connection.shared;
  // Each ticket is for one use (RFC 8446 section C.4); the newest replaces it.
  if (resumption !== undefined) resumption.session = session;
  connection.noteRawBytes();
}

function tlsOnEnd(this: ConnectionSocket): void {
  this[kConnection].peerFinished();
}

function tlsOnError(this: ConnectionSocket, error: SocketError): void {
  this[kConnection].failed(error);
}
