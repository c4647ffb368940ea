import type tls from 'node:tls';
import type { Target } from '../scenario/scenario.ts';
import type { CertificateWatch } from './certificate-watch.ts';
import type { PreparedMessage } from './prepared-message.ts';
import type { Resolver } from './resolver.ts';
import type { Answers } from './sessions/answers.ts';
import type { Filling } from './sessions/filling.ts';
import type { SourcePorts } from './source-ports.ts';

/** What all connections of one target share. */
export interface Shared {
  readonly target: Target;
  readonly messages: readonly PreparedMessage[];
  readonly nowMs: () => number;
  readonly resolver: Resolver;
  readonly sources: SourcePorts;
  readonly secureContext: tls.SecureContext | undefined;
  readonly certificates: CertificateWatch | undefined;
  /** The name that a connection gives to its backend, when the scenario asks for it. */
  readonly nameOf?: ((id: number) => string) | undefined;
  /** The TLS session that the next dial resumes, when the scenario asks for it. */
  readonly resumption?: { session: Buffer | undefined };
  /** What messages of the peer are answered with; undefined when none is. */
  readonly answers: Answers | undefined;
  /** Fills in what differs between connections; undefined when nothing does. */
  readonly filling: Filling | undefined;
  /** Payload bytes of what a connection of the target sent last, where that differs. */
  saidBytes: number | undefined;
}

/** What a read brought besides its bytes: see `ReceivedEvent`. */
export interface Heard {
  readonly replied?: boolean;
  readonly backend?: string | undefined;
  readonly settles?: number | undefined;
  readonly isControl?: boolean;
}

/** Progress of a dial; forgotten once the connection is open. */
export interface Opening {
  readonly peer: string;
  readonly dialledMs: number;
  readonly resolvedMs: number;
  connectedMs: number;
  /** The same as `connectedMs` without TLS. */
  securedMs: number;
}
