import type { Ending, Refusal } from '../outcome/ending.ts';
import { escaped, tame } from './hostile-text.ts';
import { tlsAlertOf, tlsCodeOf } from './tls-alert.ts';

/** An error as Node's sockets, TLS and HTTP parser report it. */
export interface SocketError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  /** OpenSSL's text, such as `tlsv1 alert internal error`. */
  readonly reason?: string;
  /** What the HTTP parser could not read. */
  readonly rawPacket?: Buffer;
}

/** So much of a reply that is none is kept. */
export const REPLY_BYTES_MAX = 64;

const DETAIL_CHARACTERS_MAX = 200;

/** The generator's own limits: no port, file, memory or permission was left. Nothing was sent. */
const LOCAL = new Set([
  'EADDRNOTAVAIL',
  'EADDRINUSE',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EPERM',
  'EINVAL',
  'EAFNOSUPPORT',
]);

const UNREACHABLE = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'ECONNREFUSED',
  'ENOPROTOOPT',
]);

/** Why a connection that failed in `phase` never opened. */
export function refusalOf(error: SocketError, phase: Refusal['phase']): Refusal {
  const tlsCode = tlsCodeOf(error);
  if (tlsCode !== undefined) return withDetail('tls', tlsCode, error.message);
  const code = error.code ?? 'UNKNOWN';
  if (LOCAL.has(code)) return { phase: 'local', code };
  if (isReset(error)) return { phase, code: 'rst' };
  // Node turns a FIN that arrives too early into ECONNRESET. Nothing was read then, so there is no syscall.
  if (code === 'ECONNRESET') return { phase, code: 'fin' };
  if (phase === 'tls') return withDetail(phase, code, error.message);
  if (phase === 'upgrade' && error.syscall === undefined) return badReply(error);
  return { phase, code };
}

/** What answered does not speak HTTP, or not as RFC 6455 asks. */
function badReply({ message, rawPacket }: SocketError): Refusal {
  const refusal = withDetail('upgrade', 'bad-reply', message);
  if (rawPacket === undefined || rawPacket.length === 0) return refusal;
  return { ...refusal, reply: escaped(rawPacket, REPLY_BYTES_MAX) };
}

/** A refusal with text from outside. */
export function withDetail(phase: Refusal['phase'], code: string, detail: string): Refusal {
  return { phase, code, detail: tame(detail, DETAIL_CHARACTERS_MAX) };
}

/** How an open connection ended with this error. `silence` says which timer can have raised ETIMEDOUT. */
export function endingOf(error: SocketError, silence: 'keepalive' | 'retransmission'): Ending {
  const alert = tlsAlertOf(error);
  if (alert !== undefined) return { kind: 'tls-alert', alert };
  const tlsCode = tlsCodeOf(error);
  if (tlsCode !== undefined) return protocolError(`TLS: ${error.reason ?? tlsCode}`);
  const code = error.code ?? 'UNKNOWN';
  if (isReset(error)) return { kind: 'rst' };
  if (code === 'ECONNRESET') return { kind: 'fin' };
  if (code === 'ETIMEDOUT') return { kind: 'blackhole', noticedBy: silence };
  if (UNREACHABLE.has(code)) return { kind: 'unreachable', errno: code };
  return { kind: 'local-fault', errno: tame(code, 40) };
}

/** The peer violated the protocol; `what` may contain text from it. */
export function protocolError(what: string): Ending {
  return { kind: 'protocol-error', what: tame(what, DETAIL_CHARACTERS_MAX) };
}

/** True when the next port may do what this one could not: it is taken, or its last use is in TIME_WAIT. */
export function isPortTaken({ code }: SocketError): boolean {
  return code === 'EADDRINUSE' || code === 'EADDRNOTAVAIL';
}

function isReset({ code, syscall }: SocketError): boolean {
  return (code === 'ECONNRESET' || code === 'EPIPE') && syscall !== undefined;
}
