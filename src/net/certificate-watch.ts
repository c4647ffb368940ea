import type { X509Certificate } from 'node:crypto';
import type tls from 'node:tls';
import { tame } from './hostile-text.ts';

/** A certificate that is renewed in time is never this close to its expiry. */
const SOON_MS = 14 * 86_400_000;

/** Short-lived ones are renewed when this share of their life is left; cert-manager renews at a third. */
const SOON_SHARE = 1 / 4;

/** A server that shows a new one each time is reported this often, and no more. */
const NOTES_MAX = 8;

const NAME_LENGTH_MAX = 120;

interface CertificateWatchOptions {
  readonly target: string;
  /** Wall clock at the planned end of the run. */
  readonly endsAtMs: number;
  readonly wallMs: () => number;
  readonly onNote: (message: string) => void;
}

/**
 * Watches the certificates that a target shows, once per full handshake: one that expires soon, and one that differs
 * from those before, which redialled connections get after a rotation. Several backends may each have their own; each
 * is reported once.
 */
export class CertificateWatch {
  readonly #options: CertificateWatchOptions;
  readonly #seen = new Set<string>();

  constructor(options: CertificateWatchOptions) {
    this.#options = options;
  }

  /** A handshake is done. A resumed session shows an old certificate, which says nothing. */
  secured(socket: tls.TLSSocket): void {
    if (this.#seen.size > NOTES_MAX || socket.isSessionReused()) return;
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined || this.#seen.has(certificate.fingerprint256)) return;
    this.#seen.add(certificate.fingerprint256);
    if (this.#seen.size > 1) this.#noteChange(certificate);
    this.#noteEnd(certificate);
  }

  #noteChange(certificate: X509Certificate): void {
    const { target, onNote } = this.#options;
    const last = this.#seen.size > NOTES_MAX ? '; further ones are not reported' : '';
    onNote(`${target} shows a different certificate: ${describe(certificate)}${last}`);
  }

  #noteEnd(certificate: X509Certificate): void {
    const { target, endsAtMs, wallMs, onNote } = this.#options;
    const untilMs = Date.parse(certificate.validTo);
    const leftMs = untilMs - wallMs();
    const soonMs = Math.min(SOON_MS, (untilMs - Date.parse(certificate.validFrom)) * SOON_SHARE);
    const about = `the certificate of ${target} (${describe(certificate)})`;
    if (leftMs <= 0) onNote(`${about} has expired`);
    else if (untilMs < endsAtMs) onNote(`${about} expires before the run ends`);
    else if (leftMs < soonMs) onNote(`${about} expires soon`);
  }
}

function describe({ subject, validTo, fingerprint256 }: X509Certificate): string {
  const name = tame((subject ?? '').replaceAll('\n', ', '), NAME_LENGTH_MAX);
  const until = tame(validTo, NAME_LENGTH_MAX);
  return `${name === '' ? 'no subject' : name}, until ${until}, SHA-256 ${fingerprint256.slice(0, 11)}…`;
}
