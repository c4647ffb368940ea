import net from 'node:net';
import tls from 'node:tls';
import type { Target } from '../scenario/scenario.ts';
import { createContext } from './transports/tls.ts';

/** A server's certificate, verified or not. */
interface ShownCertificate {
  /** `CN` of the subject. */
  readonly subject: string;
  /** Ends of its validity, ms since 1970. */
  readonly fromMs: number;
  readonly untilMs: number;
}

const TIMEOUT_MS = 5_000;

/** Asks the server of a target for its certificate. Undefined when the TLS handshake fails: dialling reports why. */
export function certificateOf({
  address,
  tls: plan,
}: Target): Promise<ShownCertificate | undefined> {
  if (plan === undefined) return Promise.resolve(undefined);
  const { serverName } = plan;
  const socket = tls.connect({
    host: address.host,
    port: address.port,
    secureContext: createContext(plan),
    ...(net.isIP(serverName) === 0 && { servername: serverName }),
    // Only for display: the run itself verifies it, unless the scenario says otherwise.
    rejectUnauthorized: false,
    timeout: TIMEOUT_MS,
  });
  return new Promise((resolve) => {
    const end = (found: ShownCertificate | undefined) => {
      socket.destroy();
      resolve(found);
    };
    socket.on('secureConnect', () => end(shown(socket.getPeerCertificate())));
    socket.on('error', () => end(undefined));
    socket.on('timeout', () => end(undefined));
  });
}

function shown(certificate: tls.PeerCertificate): ShownCertificate | undefined {
  const fromMs = Date.parse(certificate.valid_from);
  const untilMs = Date.parse(certificate.valid_to);
  if (Number.isNaN(fromMs) || Number.isNaN(untilMs)) return undefined;
  const name = certificate.subject?.CN;
  return { subject: Array.isArray(name) ? name.join(' ') : (name ?? ''), fromMs, untilMs };
}
