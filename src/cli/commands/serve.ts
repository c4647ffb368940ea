import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { parseDuration } from '../../base/units.ts';
import { ownIdentity } from '../../lab/backend/account.ts';
import { AccountLog } from '../../lab/backend/account-log.ts';
import { Backend, type BackendOptions, type ListenOptions } from '../../lab/backend/backend.ts';
import { type Reply, readReply } from '../../lab/backend/replies.ts';
import { createAuthority } from '../../lab/certificates.ts';
import { Deadlines } from '../../lab/deadlines.ts';
import { isSecure, TRANSPORT_KINDS, TRANSPORTS, type TransportKind } from '../../path/transport.ts';
import type { Arguments, Command } from '../command.ts';
import type { System } from '../system.ts';

/** Served when no port is given: no certificate is needed for them. */
const DEFAULTS = TRANSPORT_KINDS.filter((kind) => !isSecure(kind));
const DEADLINES_MAX = 65_536;
const CONNECTIONS_MAX = 16_384;
const PORT_OPTIONS = Object.fromEntries(
  TRANSPORT_KINDS.map((kind) => {
    const { title, servePort } = TRANSPORTS[kind];
    const byDefault = DEFAULTS.includes(kind) ? ` (${servePort} when no port is given)` : '';
    return [kind, { type: 'number', describe: `Port for ${title}${byDefault}` }];
  }),
) as Record<TransportKind, { readonly type: 'number'; readonly describe: string }>;

/** `soak serve`: the reference backend. */
export const command: Command = {
  configure: (yargs) =>
    yargs
      .usage(
        '$0 serve\n\nRuns the reference backend, an echo server for TCP and WebSocket, on a host or in a pod.',
      )
      .options(PORT_OPTIONS)
      .option('host', { default: '127.0.0.1', describe: 'Address to listen on; 0.0.0.0 in a pod' })
      .option('identity', {
        type: 'string',
        describe: 'Identity of this backend, such as pod@node (default host name and pid)',
      })
      .option('hello', {
        type: 'boolean',
        default: true,
        describe: 'Send one line of JSON at the open',
      })
      .option('reply', {
        type: 'string',
        array: true,
        describe: 'TCP: REQUEST=REPLY, instead of echo',
      })
      .option('push-every', {
        type: 'string',
        describe: 'Send a message at this interval, such as 30s',
      })
      .option('mute', { type: 'boolean', describe: 'Accept connections but never reply' })
      .option('idle-timeout', {
        type: 'string',
        describe: 'Close connections idle for longer than this',
      })
      .option('max-age', { type: 'string', describe: 'Close connections older than this' })
      .option('grace', { default: '5s', describe: 'Time for clients to close at shutdown' })
      .option('connections-max', {
        default: CONNECTIONS_MAX,
        describe: 'Maximum connections per port',
      })
      .option('cert', { type: 'string', describe: 'PEM file (default: a self-made CA)' })
      .option('key', { type: 'string', describe: 'PEM file' })
      .option('ca-out', {
        type: 'string',
        describe: 'File for the certificate of the self-made CA',
      })
      .option('log', { type: 'string', describe: 'Append one record per connection (NDJSON)' })
      .example('$0 serve', 'TCP on 5150, WebSocket on 5151, on loopback')
      .example('$0 serve --host 0.0.0.0 --log accounts.ndjson', 'In a pod')
      .example("$0 serve --tcp 5150 --reply 'PING\\n=PONG\\n'", 'A custom protocol'),
  run,
};

async function run(args: Arguments, system: System): Promise<ExitCode> {
  const mistakes: string[] = [];
  const options = readOptions(args, mistakes);
  if (mistakes.length > 0) return refuse(mistakes, { system, code: EXIT.invalid });
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
    return refuse([describe(error)], { system, code: EXIT.preflight });
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

function readOptions(args: Arguments, mistakes: string[]): ServeOptions {
  const idleTimeoutMs = readDuration(args, { name: 'idle-timeout', mistakes });
  const maxAgeMs = readDuration(args, { name: 'max-age', mistakes });
  const pushEveryMs = readDuration(args, { name: 'push-every', mistakes });
  const connectionsMax = Number(args['connections-max']);
  const host = String(args.host);
  const cert = textOf(args.cert);
  const key = textOf(args.key);
  if (!Number.isInteger(connectionsMax) || connectionsMax < 1) {
    mistakes.push(`--connections-max is ${args['connections-max']}; it must be at least 1`);
  }
  if ((cert === undefined) !== (key === undefined)) mistakes.push('--cert and --key go together');
  return {
    listeners: readListeners(args, mistakes).map((listener) => ({
      ...listener,
      ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
      ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    })),
    backend: {
      identity: textOf(args.identity) ?? ownIdentity(),
      host,
      connectionsMax,
      hello: args.hello !== false,
      mute: args.mute === true,
      replies: readReplies(args, mistakes),
      ...(pushEveryMs === undefined ? {} : { pushEveryMs }),
    },
    host,
    graceMs: readDuration(args, { name: 'grace', mistakes }) ?? 0,
    cert,
    key,
    caOut: textOf(args['ca-out']),
    log: textOf(args.log),
  };
}

function readListeners(args: Arguments, mistakes: string[]): readonly ListenOptions[] {
  const asked = TRANSPORT_KINDS.filter((transport) => args[transport] !== undefined);
  if (asked.length === 0) {
    return DEFAULTS.map((transport) => ({ transport, port: TRANSPORTS[transport].servePort }));
  }
  return asked.map((transport) => {
    const port = Number(args[transport]);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      mistakes.push(`--${transport} is ${args[transport]}; a port is from 0 to 65535`);
    }
    return { transport, port };
  });
}

function readReplies({ reply }: Arguments, mistakes: string[]): readonly Reply[] {
  const replies: Reply[] = [];
  for (const text of Array.isArray(reply) ? reply : []) {
    const read = readReply(String(text));
    if (read === undefined) {
      mistakes.push(`--reply ${text} has no request; write it as 'PING\\n=PONG\\n'`);
    } else replies.push(read);
  }
  return replies;
}

function readDuration(
  args: Arguments,
  { name, mistakes }: { readonly name: string; readonly mistakes: string[] },
): number | undefined {
  const text = textOf(args[name]);
  if (text === undefined) return undefined;
  const read = parseDuration(text);
  if (read.ok && read.value > 0) return read.value;
  mistakes.push(`--${name} is ${text}; write a number and its unit, such as 500ms, 30s, 5m or 3h`);
  return undefined;
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
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
  mistakes: readonly string[],
  { system, code }: { readonly system: System; readonly code: ExitCode },
): ExitCode {
  for (const mistake of mistakes) system.stderr.write(`error: ${mistake}\n`);
  return code;
}
