import { z } from 'zod';
import type { Ending, Refusal } from '../outcome/ending.ts';
import { TRANSPORT_KINDS } from '../path/transport.ts';
import type { Summary } from './summary.ts';

const milliseconds = z.number();
const count = z.int().min(0);
const optional = z.exactOptional;

const ending = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('fin'),
    closeNotify: optional(z.union([z.boolean(), z.literal('undecidable')])),
    maybeReset: optional(z.boolean()),
  }),
  z.object({ kind: z.literal('rst') }),
  z.object({ kind: z.literal('close-frame'), code: z.int(), reason: z.string() }),
  z.object({ kind: z.literal('tls-alert'), alert: z.string() }),
  z.object({
    kind: z.literal('blackhole'),
    noticedBy: z.enum(['reply-timeout', 'keepalive', 'retransmission', 'final-probe']),
    kernel: optional(z.object({ sendQueue: count, receiveQueue: count, retransmits: count })),
  }),
  z.object({ kind: z.literal('unreachable'), errno: z.string() }),
  z.object({ kind: z.literal('protocol-error'), what: z.string() }),
  z.object({ kind: z.literal('local-fault'), errno: z.string() }),
  z.object({
    kind: z.literal('local-close'),
    why: z.enum(['stop', 'ramp-down']),
    life: z.enum(['proven', 'unverified']),
  }),
]) satisfies z.ZodType<Ending>;

const refusal = z.object({
  phase: z.enum(['resolve', 'connect', 'tls', 'upgrade', 'login', 'local']),
  code: z.string(),
  detail: optional(z.string()),
}) satisfies z.ZodType<Refusal>;

const run = z.object({
  id: z.string(),
  name: z.string(),
  startedAt: z.iso.datetime().describe('UTC'),
  durationMs: milliseconds,
  soakVersion: z.string(),
  complete: z.boolean().describe('every shard wrote its last record and no record is damaged'),
  interrupted: z.boolean(),
  shards: count,
  connectionHours: z.number(),
});

const percentiles = z
  .object({
    count,
    p50: z.number().nullable(),
    p99: z.number().nullable(),
    p999: z.number().nullable(),
    max: z.number().nullable(),
  })
  .describe('milliseconds; null when nothing was measured');

const target = z.object({
  name: z.string(),
  transport: z.enum(TRANSPORT_KINDS),
  connections: count,
  opened: count,
  refused: count,
  dropped: count.describe('drops that nobody wanted'),
  expectedDrops: count.describe('drops that expect-drop wanted'),
  openAtEnd: count.describe('proven alive at the end'),
  unverified: count.describe('open at the end without a proof of life'),
  unknown: count.describe('opened, and nothing is known of the end'),
  unproven: count.describe('opened, but no byte ever came back'),
  localFaults: count.describe('ended by a fault of the generator itself: no drop'),
  connectMs: percentiles,
  rttMs: percentiles,
  insecure: z.boolean().describe('TLS was not verified'),
});

const otherSide = z.object({
  party: z.string().describe('backend, or the id of a hop'),
  matched: count,
  closedBy: z.object({ self: count, clientSide: count, serverSide: count, unknown: count }),
  ending: z.string(),
  laterMs: z
    .object({ min: milliseconds, median: milliseconds, max: milliseconds })
    .nullable()
    .describe('how long it thought the connection alive after the client had lost it'),
});

const log = z.object({
  party: z.string(),
  lines: count,
  accounts: count.describe('ends of connections, of this run or not'),
  matched: count.describe('connections of this run'),
  unreadable: count,
  repeated: count,
  clocks: z.array(
    z.object({
      clock: z.string(),
      offsetMs: milliseconds.describe('ahead of the client'),
      pairs: count,
    }),
  ),
});

const certainty = z.enum(['certain', 'likely', 'possible', 'unexplained']);

const dropGroup = z.object({
  target: z.string(),
  count,
  ending,
  hop: z.string().nullable(),
  setting: z.string().nullable(),
  configuredMs: milliseconds.nullable(),
  observed: z.object({
    axis: z.enum(['idle', 'age', 'wall']),
    fromMs: milliseconds,
    toMs: milliseconds,
  }),
  certainty,
  expectedByChance: z.number(),
  reason: z.string(),
  evidenceNeeded: z.string().nullable(),
  candidates: z.array(z.string()),
  expected: z.boolean(),
  otherSides: z
    .array(otherSide)
    .describe('what logs of the backend or of hops said of these drops'),
  firstAtMs: milliseconds,
  lastAtMs: milliseconds,
});

const refusalGroup = z.object({
  target: z.string(),
  count,
  refusal,
  hop: z.string().nullable(),
  setting: z.string().nullable(),
  certainty,
  reason: z.string(),
  evidenceNeeded: z.string().nullable(),
  candidates: z.array(z.string()),
  firstAtMs: milliseconds,
  lastAtMs: milliseconds,
});

const address = z.object({
  target: z.string(),
  address: z.string().describe('with the port; of targets that have more than one'),
  opened: count,
  refused: count,
  dropped: count,
  refusedAs: z.array(z.object({ how: z.string().describe('phase and code'), count })),
});

const threshold = z.object({
  expression: z.string(),
  ok: z.boolean(),
  hasData: z.boolean().describe('false when there was nothing to measure: ok is then false too'),
  measured: z.number().nullable().describe("in the expression's own unit"),
  detail: z.string(),
});

const promise = z.object({
  target: z.string(),
  hop: z.string(),
  setting: z.string(),
  configuredMs: milliseconds,
  verdict: z.enum(['kept', 'broken-early', 'overdue', 'not-covered']),
  count,
  sentence: z.string(),
});

const generator = z.object({
  stalls: z.array(
    z.object({ shard: count, atMs: milliseconds, forMs: milliseconds, cause: z.string() }),
  ),
  cpu: z.number().describe('share of one core, averaged over the run, all shards together'),
  rssBytes: z.number(),
  openFiles: z.number(),
  lagMsMax: milliseconds,
});

const event = z.object({
  atMs: milliseconds,
  label: z.string(),
  source: z.string(),
  recovery: z
    .object({
      dropped: count.describe('in its wake, and not ended by an idle or age limit'),
      back: count.describe('connections that dropped and were open again later'),
      missing: count.describe('connections that dropped and never came back'),
      recoveryMs: milliseconds
        .nullable()
        .describe('until all were back; null while any is missing'),
      dials: count.describe('from the event until all were back, or to the end of its wake'),
      dialsPerSecondMax: count.describe('the most dials within any one second'),
      refused: count,
      connectMs: percentiles.describe('dial to open, of those dials'),
    })
    .nullable()
    .describe('null when nothing dropped in its wake'),
});

const backendSpread = z.object({
  backends: z.int(),
  total: z.int(),
  maxOverMean: z.number(),
  gini: z.number(),
});

const spread = z.object({
  target: z.string(),
  event: z.string().nullable(),
  atMs: milliseconds,
  before: backendSpread,
  after: backendSpread,
  evenAfterMs: milliseconds.nullable(),
});

/** `summary.json` for programs. The compiler holds it against `Summary`; a test holds the file against it. */
export const summarySchema = z
  .object({
    format: z.literal(1).describe('grows when a field changes its meaning or goes'),
    run,
    verdict: z.enum(['pass', 'fail', 'inconclusive']),
    exitCode: z.int(),
    targets: z.array(target),
    dropGroups: z.array(dropGroup),
    refusalGroups: z.array(refusalGroup),
    addresses: z.array(address),
    thresholds: z.array(threshold),
    promises: z.array(promise),
    generator,
    events: z.array(event),
    spread: z.array(spread),
    logs: z.array(log),
    proves: z.array(z.string()),
    notCovered: z.array(z.string()),
    warnings: z.array(z.string()),
  })
  .describe(
    'A soak run in numbers. Times are milliseconds of the run unless they say otherwise.',
  ) satisfies z.ZodType<Summary>;

/** The text of `schema/summary.schema.json`: fields that it does not name are allowed, so that it may grow. */
export function summarySchemaText(): string {
  const schema = z.toJSONSchema(summarySchema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ ...schema, title: 'soak summary.json' }, null, 2)}\n`;
}
