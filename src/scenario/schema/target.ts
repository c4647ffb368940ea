import { z } from 'zod';
import { TRANSPORT_KINDS, TRANSPORTS, type TransportKind } from '../../path/transport.ts';
import { count, duration, payload, percent, size, text } from './fields.ts';
import { chosen, described, flag, listOf, mapOf, strict } from './shapes.ts';

const CONNECTIONS_MAX = 1_000_000;
/** A deadline every 50 ms of a connection is as fine as the engine's grid. */
const EVERY = { min: 50 } as const;
const MESSAGE = { min: 1, max: 1024 * 1024 } as const;

const SEND = 'What to send: a text such as "PING\\n", or { hex: "0a0b" } for bytes';
const EXPECT =
  'What must come back, anywhere in the reply: a text, { hex: "0a0b" }, any (at least one byte) or none';

const GIVE_UP = duration(
  'When a connection without a reply is given up; until then a reply is late (default 3 times `within`)',
  { min: 1 },
).optional();

const exchangeShape = {
  send: payload(SEND, []).optional(),
  expect: payload(EXPECT, ['any', 'none']).optional(),
  within: duration('Reply deadline, from the intended send time', {
    min: 1,
  }).optional(),
  'give-up-after': GIVE_UP,
};

const loginLine = strict('One step of the login', exchangeShape);

const heartbeat = strict('A repeated message, and the reply it expects', {
  every: duration('Interval between heartbeats', EVERY),
  send: payload(`${SEND} (default "soak\\n")`, []).optional(),
  expect: payload(`${EXPECT} (default any)`, ['any', 'none']).optional(),
  within: duration('Reply deadline; at most `every` (default 10s or `every`)', {
    min: 1,
  }).optional(),
  'give-up-after': GIVE_UP,
});

const ping = strict('WebSocket ping frames, and their pongs', {
  every: duration('Interval between pings', EVERY),
  'pong-within': duration('Deadline of the pong; at most `every` (default 10s or `every`)', {
    min: 1,
  }).optional(),
  'give-up-after': GIVE_UP,
});

const message = strict('WebSocket messages of random bytes', {
  every: duration('Interval between messages', EVERY),
  size: size('Length of the message (default 64B)', MESSAGE).optional(),
  verify: chosen(['echo', 'any', 'none'], {
    echo: 'exactly the same bytes must come back (default)',
    any: 'any bytes must come back',
    none: 'no reply is expected',
  }).optional(),
  within: duration('Reply deadline; at most `every` (default 10s or `every`)', {
    min: 1,
  }).optional(),
  'give-up-after': GIVE_UP,
});

const redial = strict('Dial again, with capped exponential backoff and full jitter', {
  base: duration('The first wait is drawn from 0 to this (default 1s)', { min: 1 }).optional(),
  max: duration('Maximum wait (default 60s)', { min: 1 }).optional(),
});

const expectDrop = strict(
  'The drop that this target is meant to have: if it is missing or early, the run fails',
  {
    'at-idle': duration('After this much silence in both directions', { min: 1 }).optional(),
    'at-age': duration('After this time since the open', { min: 1 }).optional(),
    tolerance: duration('Allowed deviation (default 2 % of the time, 1s to 15s)').optional(),
    by: text('Id of the hop that must cause it').optional(),
  },
);

const finalProbe = described(
  'The probe that every connection gets at the end of the hold; without a probe, connections count as unverified (default: a ping on ws and wss, the heartbeat or a line on tcp and tls)',
  z.union([
    z.literal('off'),
    strict('Send this probe', {
      ...exchangeShape,
      within: duration('Reply deadline (default 3s)', { min: 1 }).optional(),
    }),
  ]),
);

const listen = strict('What the peer must do by itself', {
  within: duration(
    'It must send something at least this often, or the connection counts as dropped',
    {
      min: 1_000,
    },
  ),
});

const answer = strict('An answer to a message of the peer', {
  when: payload('The message contains this: a text, or { hex: "0a0b" }', []).optional(),
  is: payload('The message is exactly this', []).optional(),
  say: payload(SEND, []),
});

const each = described(
  'The data source whose rows the connections take, one each, for the whole run',
  z.union([
    text('Name of a data source'),
    strict('Rows of a data source', {
      rows: text('Name of a data source'),
      share: flag(
        'Begin at the first row again, though another target uses the same rows',
      ).optional(),
    }),
  ]),
);

const pem = (description: string) =>
  text(`${description}: a file named relative to the scenario, or PEM such as \${file:ca.pem}`, {
    max: 65_536,
    pattern: /^[^\0]+$/,
  });

const ADDRESS_FIELDS = {
  raw: (title: string) => text(`${title}: host:port`),
  websocket: (title: string) => text(`${title}: URL`, { max: 4_096 }),
};

/** The address of a target is written under the name of its transport. */
const addresses = Object.fromEntries(
  TRANSPORT_KINDS.map((kind) => {
    const { framing, title } = TRANSPORTS[kind];
    return [kind, ADDRESS_FIELDS[framing](title).optional()];
  }),
) as Record<TransportKind, z.ZodOptional<ReturnType<typeof text>>>;

/** One target as written. */
export const targetSchema = strict('A group of identical connections', {
  ...addresses,
  way: text('Instead of an address: a way from the manifests, as soak check names it', {
    max: 1_000,
  }).optional(),
  connections: count('Number of connections (default 1)', {
    min: 1,
    max: CONNECTIONS_MAX,
  }).optional(),
  each: each.optional(),
  headers: mapOf(
    'Headers of the upgrade request; values from ${env:NAME} or ${file:path} are never written to a report',
    text('Value of the header', { max: 16_384, pattern: /^[\t\x20-\x7e\x80-\xff]*$/ }),
  ).optional(),
  subprotocols: listOf(
    'Subprotocols to offer at the upgrade',
    text('A subprotocol', { pattern: /^(?:\$\{[^{}]*\}|[!#$%&'*+\-.^_`|~\w])+$/ }),
    16,
  ).optional(),
  'server-name': text('SNI, and the name that the certificate must contain').optional(),
  ca: pem('Authorities to trust instead of those of the machine').optional(),
  cert: pem('Client certificate').optional(),
  key: pem('Private key of the client certificate').optional(),
  'tls-min': described('Oldest TLS version to accept', z.enum(['TLSv1.2', 'TLSv1.3'])).optional(),
  alpn: listOf(
    'Protocols to offer in the TLS handshake (ALPN), in this order',
    text('A protocol, such as http/1.1', { max: 255, pattern: /^[\x21-\x7e]+$/ }),
    16,
  ).optional(),
  resume: flag(
    'Later dials resume the TLS session of an earlier one; off by default, because most clients do a full handshake',
  ).optional(),
  insecure: flag('Do not verify the certificate; every report says so').optional(),
  identify: flag(
    'Each connection sends its name, so that logs of the backend and of hops can be matched: ?id=… in the URL of a WebSocket, a first line "soak id=…" on TCP (only for backends that expect it, such as soak serve)',
  ).optional(),
  silent: flag('Send nothing at all').optional(),
  heartbeat: described(
    'A repeated message, or a list of them',
    z.union([heartbeat, listOf('Several heartbeats', heartbeat, 4)]),
  ).optional(),
  ping: ping.optional(),
  message: message.optional(),
  payload: described('Another name for message', message).optional(),
  keepalive: strict('TCP keep-alive; off by default, because it restarts the timers under test', {
    after: duration('Idle time before the first probe', { min: 1_000 }),
  }).optional(),
  jitter: percent('Random variation of every interval, ± this share (default 0%)', {
    max: 0.5,
  }).optional(),
  'on-open': listOf('The login: sent in order right after the open', loginLine, 16).optional(),
  listen: listen.optional(),
  'on-message': listOf(
    'Answers to messages of the peer, which then count as questions and not as replies: the first that matches is sent (WebSocket only)',
    answer,
    16,
  ).optional(),
  'on-drop': described(
    'leave: a dropped connection stays dropped (default); redial: dial again, with backoff',
    z.union([z.enum(['leave', 'redial']), strict('Dial again', { redial })]),
  ).optional(),
  'expect-drop': expectDrop.optional(),
  'final-probe': finalProbe.optional(),
  'open-timeout': duration('Maximum time from dial to open, including the login (default 30s)', {
    min: 1,
  }).optional(),
  replaces: text(
    'Name of the target whose way this one replaces: reports compare the two, limit by limit',
    { max: 100 },
  ).optional(),
  via: listOf(
    'Ids of the hops on the way of this target (default: all that carry its transport)',
    text('Id of a hop'),
    32,
  ).optional(),
});

/** A target after its units have been decoded. */
export type WrittenTarget = z.output<typeof targetSchema>;
export type WrittenExchange = z.output<typeof loginLine>;
export type WrittenHeartbeat = z.output<typeof heartbeat>;
export type WrittenMessage = z.output<typeof message>;
