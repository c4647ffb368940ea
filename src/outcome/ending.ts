/**
 * How a connection ended: facts, as seen on the raw socket.
 *
 * There is no 1006 here. It means that no Close frame arrived (RFC 6455 section 7.1.5), so what is
 * recorded is the TCP or TLS ending that did arrive.
 */
export type Ending =
  | Fin
  | Rst
  | CloseFrame
  | TlsAlert
  | Blackhole
  | Unreachable
  | OtherReply
  | ProtocolError
  | LocalFault
  | LocalClose;

/** The peer sent FIN (RFC 9293), with or without a TLS close_notify before it. */
export interface Fin {
  readonly kind: 'fin';
  /** TLS only. `undecidable` if data arrived less than 20 ms before, so the bytes cannot be distinguished. */
  readonly closeNotify?: boolean | 'undecidable';
  /** libuv reports a RST behind unread data as a clean end: both readings are possible. */
  readonly maybeReset?: boolean;
}

/** A reset was read (ECONNRESET or EPIPE with a syscall). */
interface Rst {
  readonly kind: 'rst';
}

/** A WebSocket Close frame that arrived. `reason` is the server's text: capped and stripped, still hostile. */
interface CloseFrame {
  readonly kind: 'close-frame';
  readonly code: number;
  readonly reason: string;
}

/** A fatal TLS alert, by its name in RFC 8446 section 6. */
interface TlsAlert {
  readonly kind: 'tls-alert';
  readonly alert: string;
}

/** The peer is gone without any sign. Printed as "silent". */
interface Blackhole {
  readonly kind: 'blackhole';
  readonly noticedBy: 'reply-timeout' | 'keepalive' | 'retransmission' | 'final-probe' | 'listen';
  /** The kernel's queues of this socket at that moment, if they could be read. */
  readonly kernel?: KernelQueues;
}

/**
 * The socket's queues in `/proc/self/net/tcp`. `sendQueue > 0`: our bytes were never acknowledged, so they
 * were lost before the first hop that terminates TCP. `sendQueue == 0`: the hang is behind it.
 * `receiveQueue > 0`: the reply has arrived and we are late.
 */
export interface KernelQueues {
  readonly sendQueue: number;
  readonly receiveQueue: number;
  readonly retransmits: number;
  /**
   * Which timer runs (`tr` in the table): 1 retransmission, 2 keep-alive, 4 probes of a window that is closed, or of our
   * own host where it refuses to send. Absent in journals of versions that did not read it.
   */
  readonly timer?: number;
}

/** A router or the local kernel reported no route (EHOSTUNREACH, ENETUNREACH). */
interface Unreachable {
  readonly kind: 'unreachable';
  readonly errno: string;
}

/** The peer replied, with other bytes than the scenario expects. */
interface OtherReply {
  readonly kind: 'other-reply';
  /** Its first bytes, printable: `ERR unknown command\n`. */
  readonly reply: string;
}

/** The peer violated the protocol (a bad frame), and soak closed the connection. */
interface ProtocolError {
  readonly kind: 'protocol-error';
  readonly what: string;
}

/** The generator itself could not continue with this socket (ENOBUFS, ENOMEM): not a fault of the path. */
interface LocalFault {
  readonly kind: 'local-fault';
  readonly errno: string;
}

/** soak closed it as the scenario asks: censored, not a drop. */
export interface LocalClose {
  readonly kind: 'local-close';
  readonly why: 'stop' | 'ramp-down';
  /** `proven`: it answered at the end. `unverified`: it was not probed, or cannot be. */
  readonly life: 'proven' | 'unverified';
}

/** Why a connection never opened. */
export interface Refusal {
  readonly phase: 'resolve' | 'connect' | 'tls' | 'upgrade' | 'login' | 'local';
  /** errno, OpenSSL code, HTTP status as text, `timeout`, `fin`, `rst` or `bad-reply`. */
  readonly code: string;
  /** More words from outside, capped and stripped: a Location, an OpenSSL reason. */
  readonly detail?: string;
  /** What an HTTP server said besides its status. */
  readonly http?: HttpAnswer;
  /** The first bytes of a reply that the protocol does not allow, printable: `\x15\x03\x01`. */
  readonly reply?: string;
}

/** Of an HTTP response that opened no WebSocket: capped and stripped, still hostile. */
export interface HttpAnswer {
  readonly server?: string;
  /** Without its query, which may hold a token. */
  readonly location?: string;
  readonly retryAfter?: string;
  /** The scheme that WWW-Authenticate asks for, and its realm. */
  readonly authenticate?: string;
  /** The first line of its body, without tags. */
  readonly body?: string;
}

/** True when the connection ended unexpectedly for the scenario. A survival analysis calls this the event. */
export function isDrop(ending: Ending): boolean {
  return ending.kind !== 'local-close' && ending.kind !== 'local-fault';
}

/** A few words for people, such as `FIN after close_notify` or `silent, reply overdue`. */
export function describeEnding(ending: Ending): string {
  switch (ending.kind) {
    case 'fin':
      return describeFin(ending);
    case 'rst':
      return 'RST';
    case 'close-frame':
      return `Close frame ${ending.code}`;
    case 'tls-alert':
      return `TLS alert ${ending.alert}`;
    case 'blackhole':
      return `silent, noticed by ${ending.noticedBy}`;
    case 'unreachable':
      return `unreachable (${ending.errno})`;
    case 'other-reply':
      return `answered otherwise: "${ending.reply}"`;
    case 'protocol-error':
      return `protocol error: ${ending.what}`;
    case 'local-fault':
      return `generator fault (${ending.errno})`;
    case 'local-close':
      return ending.life === 'proven' ? 'held to the end' : 'open at the end, unverified';
  }
}

function describeFin({ closeNotify, maybeReset }: Fin): string {
  const reset = maybeReset === true ? ' or RST' : '';
  if (closeNotify === true) return `close_notify + FIN${reset}`;
  if (closeNotify === false) return `FIN without close_notify${reset}`;
  return `FIN${reset}`;
}
