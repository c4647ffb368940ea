import type net from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Fin } from '../outcome/ending.ts';

/** What is known of a connection whose read side has just ended. */
interface FinEvidence {
  readonly raw: net.Socket | undefined;
  readonly socket: net.Socket | undefined;
  readonly rawBytesAtPayload: number;
}

/**
 * Sizes of an encrypted close_notify record. TLS 1.3 has one for all its 16-byte tags: header 5, alert 2,
 * inner type 1, tag 16 (RFC 8446 section 5.2). In TLS 1.2 it depends on the cipher: AES-GCM and CCM 31,
 * ChaCha20 and CCM_8 23, CBC by its digest 53 to 85 (RFC 5246 section 6.2.3).
 */
const CLOSE_NOTIFY_BYTES: Readonly<Record<string, ReadonlySet<number>>> = {
  'TLSv1.3': new Set([24]),
  'TLSv1.2': new Set([31, 23, 53, 57, 69, 85]),
};

type CloseNotify = NonNullable<Fin['closeNotify']>;

/** Data that arrived this recently may have been read together with the close_notify. */
const SAME_READ_MS = 20;

/**
 * What kind of FIN this was. To be called inside the `end` event, before our own FIN.
 *
 * Node emits the same events for a close_notify and for a bare FIN. But the raw socket under TLS counts
 * bytes, and only an alert can follow the last payload. A reset behind unread data shows as an end too; the kernel has
 * then already forgotten the peer's address.
 */
export function finOf({ raw, socket, rawBytesAtPayload }: FinEvidence, sinceReadMs: number): Fin {
  const maybeReset = raw !== undefined && raw.remoteAddress === undefined;
  const fin: Fin = maybeReset ? { kind: 'fin', maybeReset } : { kind: 'fin' };
  if (raw === undefined || socket === undefined || socket === raw) return fin;
  const protocol = (socket as TLSSocket).getProtocol() ?? '';
  return {
    ...fin,
    closeNotify: closeNotify(raw.bytesRead - rawBytesAtPayload, protocol, sinceReadMs),
  };
}

function closeNotify(bytes: number, protocol: string, sinceReadMs: number): CloseNotify {
  if (CLOSE_NOTIFY_BYTES[protocol]?.has(bytes) === true) return true;
  if (bytes === 0 && sinceReadMs >= SAME_READ_MS) return false;
  return 'undecidable';
}
