import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { ownIdentity } from '../../lab/backend/account.ts';
import { AccountLog } from '../../lab/backend/account-log.ts';
import { Backend, type BackendOptions, type ListenOptions } from '../../lab/backend/backend.ts';
import { readReply } from '../../lab/backend/replies.ts';
import { createAuthority } from '../../lab/certificates.ts';
import { Deadlines } from '../../lab/deadlines.ts';
import { isSecure, TRANSPORT_KINDS, TRANSPORTS, type TransportKind } from '../../path/transport.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import {
  duration,
  durationOr,
  flag,
  flagOn,
  port,
  text,
  textOr,
  textsAs,
  wholeNumberOr,
} from '../options/options.ts';
import type { System } from '../system.ts';

/** Served when no port is given: no certificate is needed for them. */
const DEFAULTS = TRANSPORT_KINDS.filter((kind) => !isSecure(kind));
const DEADLINES_MAX = 65_536;
const CONNECTIONS_MAX = 16_384;
const PORT_OPTIONS = Object.fromEntries(
  TRANSPORT_KINDS.map((kind) => {
    const { title, servePort } = TRANSPORTS[kind];
    const describe = `${title} port (${servePort} if no number is given)`;
    return [kind, port(kind, { describe, fallback: servePort })[1]];
  }),
) as Record<TransportKind, ReturnType<typeof port>[1]>;

/** `soak serve`: the reference backend. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage(
      '$0 serve\n\nRun the reference backend, an echo server for TCP and WebSocket, on a host or in a pod.',
    )
    .options(PORT_OPTIONS)
    .option(
      ...textOr('host', {
        default: '127.0.0.1',
        describe: 'Address to listen on; 0.0.0.0 in a pod',
      }),
    )
    .option(
      ...text('identity', {
        describe: 'Identity of this backend, such as pod@node (default: host name and pid)',
      }),
    )
    .option(...flagOn('hello', { describe: 'Send one line of JSON when a connection opens' }))
    .option(
      ...textsAs('reply', {
        describe: 'TCP: REQUEST=REPLY, instead of echo; may be repeated',
        read: readReply,
        expected: "a request and its reply, such as 'PING\\n=PONG\\n'",
      }),
    )
    .option(...duration('push-every', { describe: 'Send a message at this interval, such as 30s' }))
    .option(...flag('mute', { describe: 'Accept connections but never reply' }))
    .option(
      ...duration('idle-timeout', { describe: 'Close connections idle for longer than this' }),
    )
    .option(...duration('max-age', { describe: 'Close connections older than this' }))
    .option(
      ...durationOr('grace', {
        default: '5s',
        describe: 'Time for clients to close at shutdown',
      }),
    )
    .option(
      ...wholeNumberOr('connections-max', {
        ...{ default: CONNECTIONS_MAX, min: 1, max: 1_000_000 },
        describe: 'Maximum connections per port',
      }),
    )
    .option(...text('cert', { describe: 'PEM file (default: a self-made CA)' }))
    .option(...text('key', { describe: 'PEM file' }))
    .option(...text('ca-out', { describe: 'File for the certificate of the self-made CA' }))
    .option(...text('log', { describe: 'Append one record per connection (NDJSON)' }))
    .example('$0 serve', 'TCP on 5150, WebSocket on 5151, on loopback')
    .example('$0 serve --host 0.0.0.0 --log accounts.ndjson', 'In a pod')
    .example("$0 serve --tcp 5150 --reply 'PING\\n=PONG\\n'", 'A custom protocol');
}

type ServeArguments = ArgumentsOf<typeof configure>;

async function run(args: ServeArguments, system: System): Promise<ExitCode> {
  if ((args.cert === undefined) !== (args.key === undefined))
    return refuse('--cert and --key go together', { system, code: EXIT.invalid });
  const options = optionsOf(args);
  const log = openLog(options, system);
  const deadlines = new Deadlines(DEADLINES_MAX);
  try {
    const backend = new Backend({
      ...options.backend,
      deadlines,
      wallMs: () => system.wallMs(),
      secureContext: () => secureContextOf(options, system),
      onAccount: (record) => log?.append(record),
    });
    const signals = listenForSignals(system);
    try {
      await open(backend, { options, system });
      await signals.first;
      system.stdout.write('Closing: Close frame 1001 to WebSockets, FIN to TCP\n');
      await Promise.race([backend.stop({ graceMs: options.graceMs }), signals.second]);
    } finally {
      signals.ignore();
      await backend.stop({ graceMs: 0 });
    }
  } catch (error) {
    return refuse(describe(error), { system, code: EXIT.preflight });
  } finally {
    deadlines.stop();
    await log?.close();
  }
  return EXIT.passed;
}

interface ServeOptions {
  readonly backend: Omit<BackendOptions, 'deadlines' | 'wallMs'>;
  readonly listeners: readonly ListenOptions[];
  readonly host: string;
  readonly graceMs: number;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly caOut: string | undefined;
  readonly log: string | undefined;
}

function optionsOf(args: ServeArguments): ServeOptions {
  const { host, cert, key, log, identity = ownIdentity(), hello, mute = false } = args;
  const idleTimeoutMs = args['idle-timeout'];
  const maxAgeMs = args['max-age'];
  const pushEveryMs = args['push-every'];
  return {
    listeners: listenersOf(args).map((listener) => ({
      ...listener,
      ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
      ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    })),
    backend: {
      ...{ identity, host, hello, mute },
      connectionsMax: args['connections-max'],
      replies: args.reply ?? [],
      ...(pushEveryMs === undefined ? {} : { pushEveryMs }),
    },
    ...{ host, graceMs: args.grace, cert, key, caOut: args['ca-out'], log },
  };
}

function listenersOf(args: ServeArguments): readonly ListenOptions[] {
  const asked = TRANSPORT_KINDS.flatMap((transport) => {
    const port = args[transport];
    return port === undefined ? [] : [{ transport, port }];
  });
  if (asked.length > 0) return asked;
  return DEFAULTS.map((transport) => ({ transport, port: TRANSPORTS[transport].servePort }));
}

async function open(
  backend: Backend,
  { options, system }: { readonly options: ServeOptions; readonly system: System },
): Promise<void> {
  const lines: string[] = [];
  for (const listener of options.listeners) {
    const { address } = await backend.listen(listener);
    lines.push(`  ${listener.transport.padEnd(4)} ${address.host}:${address.port}\n`);
  }
  system.stdout.write(`${options.backend.identity} listens on\n${lines.join('')}`);
  system.stdout.write('Stop it with Ctrl-C or SIGTERM.\n');
}

async function secureContextOf(options: ServeOptions, system: System): Promise<tls.SecureContext> {
  const { cert, key, caOut, host } = options;
  if (cert !== undefined && key !== undefined) {
    return tls.createSecureContext({ cert: system.readFile(cert), key: system.readFile(key) });
  }
  const authority = await createAuthority(system.wallMs());
  if (caOut !== undefined) fs.writeFileSync(path.resolve(system.cwd, caOut), authority.caPem);
  else
    system.stderr.write(
      'TLS: using a self-made CA that clients do not trust; --ca-out FILE writes its certificate\n',
    );
  return authority.secureContext([os.hostname(), host]);
}

function openLog({ log }: ServeOptions, system: System): AccountLog | undefined {
  if (log === undefined) return undefined;
  return new AccountLog(path.resolve(system.cwd, log), (error) =>
    system.stderr.write(
      `Cannot write ${log}: ${error.message}; connections are no longer logged\n`,
    ),
  );
}

function listenForSignals(system: System) {
  let onFirst: () => void = () => {};
  let onSecond: () => void = () => {};
  let count = 0;
  const ignore = system.onSignal(() => {
    count += 1;
    if (count === 1) onFirst();
    else onSecond();
  });
  return {
    first: new Promise<void>((resolve) => {
      onFirst = resolve;
    }),
    second: new Promise<void>((resolve) => {
      onSecond = resolve;
    }),
    ignore,
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE')
    return `${error.message}; choose another port`;
  return error.message;
}

function refuse(
  mistake: string,
  { system, code }: { readonly system: System; readonly code: ExitCode },
): ExitCode {
  system.stderr.write(`error: ${mistake}\n`);
  return code;
}
