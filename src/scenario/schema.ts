import { z } from 'zod';
import { count, duration, payload, percent, size } from './fields.ts';

/** At most as many connections as one run can sensibly have. */
const CONNECTIONS_MAX = 1_000_000;

const text = (description: string) => z.string().meta({ description });

const expectation = z
  .union([z.literal('any'), payload('Bytes that must come back, anywhere in the answer')])
  .meta({ description: 'What must come back: a text, { hex: … }, or any' });

const exchange = z.strictObject({
  send: payload('What is said').optional(),
  expect: expectation.optional(),
  within: duration('How long the answer may take (10s)').optional(),
});

const heartbeat = z
  .strictObject({
    every: duration('How often'),
    send: payload('What is said; "soak\\n" when absent').optional(),
    expect: expectation.optional(),
    within: duration('How long the answer may take; at most every (10s)').optional(),
  })
  .meta({ description: 'Something said again and again, and the answer that it wants' });

const ping = z
  .strictObject({
    every: duration('How often'),
    'pong-within': duration('How long the pong may take; at most every (10s)').optional(),
  })
  .meta({ description: 'WebSocket ping frames' });

const message = z
  .strictObject({
    every: duration('How often'),
    size: size('Its length (64B)').optional(),
    verify: z
      .enum(['echo', 'none'])
      .optional()
      .meta({ description: 'echo: the same bytes must come back' }),
    within: duration('How long the echo may take; at most every (10s)').optional(),
  })
  .meta({ description: 'WebSocket messages of our own' });

const redial = z.strictObject({
  base: duration('The first wait is at most this long (1s)').optional(),
  max: duration('No wait is longer than this (60s)').optional(),
});

const target = z
  .strictObject({
    tcp: text('host:port, plain TCP').optional(),
    tls: text('host:port, TLS').optional(),
    ws: text('ws:// URL').optional(),
    wss: text('wss:// URL').optional(),
    connections: count('How many equal connections', { max: CONNECTIONS_MAX }).optional(),
    headers: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'Of the upgrade request' }),
    subprotocols: z
      .array(z.string())
      .max(16)
      .optional()
      .meta({ description: 'Offered at the upgrade' }),
    'server-name': text('SNI, and the name that the certificate must hold').optional(),
    ca: text('Authorities to trust instead of the machine’s: PEM, or ${file:ca.pem}').optional(),
    cert: text('Client certificate: PEM, or ${file:client.pem}').optional(),
    key: text('Its key: ${file:client.key}').optional(),
    insecure: z
      .boolean()
      .optional()
      .meta({ description: 'Do not verify the certificate; every report says so' }),
    silent: z.boolean().optional().meta({ description: 'Say nothing at all' }),
    heartbeat: heartbeat.optional(),
    ping: ping.optional(),
    message: message.optional(),
    payload: message.optional(),
    keepalive: z
      .strictObject({ after: duration('Idle time before the first probe') })
      .optional()
      .meta({
        description: 'TCP keep-alive; it refreshes the timers under test, so it is off by default',
      }),
    jitter: percent('Each period is drawn from every ± this (0%)').optional(),
    'on-open': z
      .array(exchange)
      .max(16)
      .optional()
      .meta({ description: 'The login, line by line' }),
    'on-drop': z
      .union([z.enum(['leave', 'redial']), z.strictObject({ redial })])
      .optional()
      .meta({
        description: 'leave: a dropped connection stays dropped; redial: dial again, with backoff',
      }),
    'expect-drop': z
      .strictObject({
        'at-idle': duration('After so much silence').optional(),
        'at-age': duration('After so much life').optional(),
        tolerance: duration('How far off it may be (5s)').optional(),
        by: text('The hop that must do it').optional(),
      })
      .optional()
      .meta({
        description:
          'The death that this target is there to die; a missing or early one is a failure',
      }),
    'final-probe': z
      .union([z.literal('off'), exchange])
      .optional()
      .meta({ description: 'What every connection is asked at the end of the hold' }),
    'open-timeout': duration('From dial to open (30s)').optional(),
    via: z
      .array(z.string())
      .optional()
      .meta({ description: 'The hops on its way, when not all of the path' }),
  })
  .meta({ description: 'A group of equal connections' });

const limit = z.strictObject({
  setting: text('Its name in the report'),
  after: duration('When it ends a connection'),
  'reset-by': z
    .enum(['packets', 'bytes', 'bytes-to-backend', 'bytes-to-client', 'nothing'])
    .optional(),
  'starts-at': z.enum(['last-reset', 'open', 'event', 'stall']).optional(),
  event: z.enum(['reload', 'shutdown', 'backend-stop', 'backend-removed']).optional(),
  effects: z
    .array(z.enum(['fin', 'close-notify', 'rst', 'rst-on-next-packet', 'silent', 'close-frame']))
    .min(1)
    .optional(),
});

const hop = z
  .object({
    hop: text('Its name, unique in the path'),
    kind: text('A kind of the catalogue (soak catalogue), or custom'),
    'on-idle': z
      .enum(['rst-both', 'rst-on-next-packet', 'silent', 'fin-proxy'])
      .optional()
      .meta({ description: 'What it does to a connection that was idle for too long' }),
    scaled: z
      .boolean()
      .optional()
      .meta({ description: 'Its figures are a model in seconds: the vendor’s ranges do not bind' }),
    listeners: z.record(z.string(), z.record(z.string(), z.string())).optional().meta({
      description: 'Settings that hold for one port: { 80: { established-timeout: 900s } }',
    }),
    limits: z.array(limit).optional().meta({ description: 'Limits that no catalogue knows' }),
  })
  .catchall(z.string())
  .meta({ description: 'A hop, with the settings that differ from its kind’s defaults' });

const fault = z
  .strictObject({
    at: duration('From the start of the run'),
    reload: text('A hop').optional(),
    fin: text('A hop').optional(),
    rst: text('A hop').optional(),
    stall: text('A hop').optional(),
    refuse: text('A hop').optional(),
    'close-frame': text('A hop, or backend').optional(),
    'lose-state': text('A hop').optional(),
    silence: text('A hop').optional(),
    count: count('How many connections; all when absent', { max: CONNECTIONS_MAX }).optional(),
    target: text('Only connections of this target').optional(),
    for: duration('It heals after so long').optional(),
    code: z.number().int().min(1000).max(4999).optional(),
  })
  .meta({
    description: 'Something that the lab does to the path: { at: 10s, rst: slb, count: 5 }',
  });

const bound = z.union([z.string(), z.number()]);
const percentiles = z.record(
  z.string().regex(/^(p\d+(\.\d+)?|max)$/, 'expected p50, p99, p99.9 or max'),
  bound,
);
const thresholdItem = z.union([
  z.string(),
  z.strictObject({
    threshold: text('drops < 0.1% with 95% confidence'),
    target: text('Only this target').optional(),
    abort: z.boolean().optional().meta({ description: 'Stop the run as soon as it is broken' }),
  }),
]);

const passWhen = z
  .union([
    z.array(thresholdItem),
    z.strictObject({
      drops: bound.optional(),
      'drops-per-1000h': bound.optional(),
      'unexplained-drops': bound.optional(),
      'connect-failures': bound.optional(),
      blackholes: bound.optional(),
      unverified: bound.optional(),
      unproven: bound.optional(),
      'missing-expected-drops': bound.optional(),
      rtt: percentiles.optional(),
      connect: percentiles.optional(),
    }),
  ])
  .meta({ description: 'What must hold; no data never passes' });

/** A scenario file as it is written. */
export const scenarioSchema = z
  .strictObject({
    soak: z.literal(1).meta({ description: 'Version of this format' }),
    name: text('Of the scenario, in every report').min(1).max(100),
    description: text('For readers').optional(),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 31)
      .optional()
      .meta({ description: 'Of all jitter (1)' }),
    path: z
      .array(hop)
      .max(32)
      .optional()
      .meta({ description: 'The hops in order, from client to backend' }),
    targets: z
      .record(z.string().min(1).max(64), target)
      .meta({ description: 'Groups of equal connections, by name' }),
    load: z
      .strictObject({
        ramp: text('How long opening takes (10m), or how fast it goes (100/s)').optional(),
        hold: duration('How long the connections are held').optional(),
        drain: duration('Closing is spread over so long (2s)').optional(),
        stages: z
          .array(z.strictObject({ over: duration('How long'), to: percent('Of all connections') }))
          .min(1)
          .max(100)
          .optional()
          .meta({ description: 'Instead of ramp and hold' }),
        'max-opening': count('Dials under way at once (256)', { max: 20_000 }).optional(),
      })
      .meta({ description: 'When how many are open' }),
    source: z
      .strictObject({
        addresses: z
          .array(z.string())
          .max(256)
          .optional()
          .meta({ description: 'Local addresses to dial from' }),
        ports: text('Local ports to dial from: 20000-60999').optional(),
      })
      .optional(),
    'pass-when': passWhen.optional(),
    events: z
      .array(
        z.strictObject({
          at: duration('From the start of the run'),
          label: text('What happens then'),
        }),
      )
      .optional()
      .meta({ description: 'What will happen meanwhile, so that drops are held against it' }),
    report: z
      .strictObject({ folder: text('Folder of the run folders (reports)').optional() })
      .optional(),
    lab: z
      .union([z.literal(true), z.strictObject({ faults: z.array(fault).max(100).optional() })])
      .optional()
      .meta({
        description: 'Build the path on this machine; targets reach it under the host name lab',
      }),
  })
  .meta({
    title: 'soak scenario',
    description: 'Connections to hold, the path they take, and what must hold',
  });

/** A scenario file after its units have been read. */
export type Written = z.output<typeof scenarioSchema>;
export type WrittenTarget = z.output<typeof target>;
export type WrittenHop = z.output<typeof hop>;
export type WrittenExchange = z.output<typeof exchange>;
export type WrittenFault = z.output<typeof fault>;
