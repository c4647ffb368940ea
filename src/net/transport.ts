import type { DialRequest, Transport, Wire } from '../engine/ports.ts';
import { isRaw, isSecure } from '../path/transport.ts';
import { exchangesOf, firstAnswerOf } from '../scenario/exchanges.ts';
import type { Target } from '../scenario/scenario.ts';
import { CertificateWatch } from './certificate-watch.ts';
import type { Connection } from './connection.ts';
import type { Shared } from './connection-parts.ts';
import { Dial } from './dial.ts';
import { preparedMessagesOf } from './prepared-message.ts';
import type { Resolver } from './resolver.ts';
import { Answers } from './sessions/answers.ts';
import { Filling, type FillingOptions } from './sessions/filling.ts';
import type { SourcePorts } from './source-ports.ts';
import { StreamConnection } from './transports/tcp.ts';
import { createContext } from './transports/tls.ts';
import { upgradePlanOf } from './transports/upgrade-plan.ts';
import { WebSocketConnection } from './transports/ws.ts';

export interface TransportOptions {
  readonly target: Target;
  readonly nowMs: () => number;
  /** Shared by all transports of a process, so that each name is resolved once. */
  readonly resolver: Resolver;
  /** Shared by all transports of a process, so that no port is used twice towards one destination. */
  readonly sources: SourcePorts;
  /** The name that a connection gives to its backend with `identify: true`; ignored for other targets. */
  readonly nameOf?: (id: number) => string;
  /** What templates are filled in with; without it the target must have none. */
  readonly filling?: Pick<FillingOptions, 'rows' | 'run' | 'seed'>;
  /** Receives notes of certificates that expire soon or change; they are not watched when absent. */
  readonly certificates?: {
    readonly onNote: (message: string) => void;
    /** Wall clock at the planned end of the run. */
    readonly endsAtMs: number;
  };
}

/** The transport of one target over real sockets. */
export function createTransport(options: TransportOptions): Transport {
  const { target, nowMs, resolver, sources, certificates, nameOf } = options;
  const wallMs = () => Date.now();
  const shared: Shared = {
    target,
    nowMs,
    resolver,
    sources,
    messages: preparedMessagesOf(target),
    secureContext: secureContextOf(target),
    nameOf: target.identify === true ? nameOf : undefined,
    certificates:
      certificates && new CertificateWatch({ ...certificates, target: target.name, wallMs }),
    ...(target.tls?.resume === true && { resumption: { session: undefined } }),
    answers: target.traffic.answers === undefined ? undefined : new Answers(target),
    filling: fillingOf(options),
    saidBytes: undefined,
  };
  if (isRaw(target.address.transport))
    return { dial: (request) => start(new StreamConnection(shared, request)) };
  const plan = upgradePlanOf(shared);
  return { dial: (request: DialRequest) => start(new WebSocketConnection(plan, shared, request)) };
}

function fillingOf({ target, filling }: TransportOptions): Filling | undefined {
  if (filling === undefined || !hasTemplates(target)) return undefined;
  const { answers = [] } = target.traffic;
  const exchanges = Math.max(1, firstAnswerOf(target) + answers.length);
  return new Filling({ ...filling, exchanges, wallMs: () => Date.now() });
}

/** Whether its connections differ in anything that they send. */
function hasTemplates(target: Target): boolean {
  if (target.tls?.filledServerName !== undefined) return true;
  if ('filled' in target.address && target.address.filled !== undefined) return true;
  const { answers = [] } = target.traffic;
  if (answers.some(({ say }) => say.template !== undefined)) return true;
  return exchangesOf(target).some(
    ({ say, expect }) =>
      (say.kind === 'bytes' && say.template !== undefined) ||
      (expect.kind === 'bytes' && expect.template !== undefined),
  );
}

function secureContextOf({ address, tls }: Target): Shared['secureContext'] {
  if (!isSecure(address.transport)) return undefined;
  return createContext(tls ?? { serverName: address.host, insecure: false });
}

function start(connection: Connection): Wire {
  new Dial(connection).start();
  return connection;
}
