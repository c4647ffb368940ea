import type { Ending, Refusal } from '../outcome/ending.ts';

/** What Node says about a socket's error. `reason` comes from OpenSSL. */
export type SocketError = NodeJS.ErrnoException & { readonly reason?: string };

/** Text from outside is kept this short. */
const DETAIL_MAX = 120;

/** Own limits, not the path's. */
const LOCAL_ERRNOS = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EADDRNOTAVAIL',
  'EADDRINUSE',
]);
const UNREACHABLE_ERRNOS = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EHOSTDOWN']);
const RESET_ERRNOS = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** How an open connection ended, from the error of its raw socket. */
export function endingOfError(error: SocketError, { keepalive }: { keepalive: boolean }): Ending {
  const code = error.code ?? 'UNKNOWN';
  if (RESET_ERRNOS.has(code)) return { kind: 'rst' };
  if (code === 'ETIMEDOUT') {
    return { kind: 'blackhole', noticedBy: keepalive ? 'keepalive' : 'retransmission' };
  }
  if (UNREACHABLE_ERRNOS.has(code)) return { kind: 'unreachable', errno: code };
  if (LOCAL_ERRNOS.has(code)) return { kind: 'local-fault', errno: code };
  const alert = alertOf(error);
  if (alert !== undefined) return { kind: 'tls-alert', alert };
  return { kind: 'protocol-error', what: cleaned(`${code} ${error.reason ?? ''}`) };
}

/** Why a connection did not open, from the error of the stage that it was in. */
export function refusalOfError(error: SocketError, phase: Refusal['phase']): Refusal {
  const code = error.code ?? 'UNKNOWN';
  if (LOCAL_ERRNOS.has(code)) return { phase: 'local', code };
  if (phase === 'connect') return { phase, code };
  // Node makes up an ECONNRESET without a syscall when the peer sends FIN during the handshake (measured).
  if (code === 'ECONNRESET') return { phase, code: error.syscall === undefined ? 'fin' : 'rst' };
  const alert = alertOf(error);
  if (alert !== undefined) return { phase, code: 'alert', detail: alert };
  return { phase, code, detail: cleaned(error.message) };
}

/** `sslv3 alert handshake failure`, `tlsv13 alert certificate required`: the name after the word. */
function alertOf({ reason, code, message }: SocketError): string | undefined {
  const text = reason ?? (code === 'EPROTO' ? message : '');
  const found = /alert ([a-z ]{3,40}?)(?::|$)/.exec(text)?.[1];
  return found?.trim();
}

/** Text from a server: without control characters and the marks that turn text around, and short. */
export function cleaned(text: string, lengthMax = DETAIL_MAX): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, lengthMax);
}
