import { z } from 'zod';
import { TRANSPORT_KINDS } from '../../path/transport.ts';
import { count, dropGroup, milliseconds, refusalGroup } from './drop-group-schema.ts';

/**
 * Version of `summary.json`; it grows when a field changes its meaning or goes, not when one is added.
 *
 * 2: `promises` became `limits`, its `verdict` became `outcome` (`kept` is `holds`, `overdue` is `not-enforced`), and
 * `events[].recovery` counts the drops that the explanation gives to the event instead of all drops after it.
 */
export const SUMMARY_FORMAT = 2;

const VERDICTS = ['pass', 'fail', 'inconclusive'] as const;

const run = z.object({
  id: z.string(),
  name: z.string().describe('of the scenario'),
  startedAt: z.iso.datetime().describe('UTC'),
  durationMs: milliseconds,
  soakVersion: z.string(),
  complete: z.boolean().describe('every shard wrote its last record and no record is damaged'),
  interrupted: z.boolean(),
  shards: count,
  connectionHours: z.number().describe('time held, over all connections'),
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
  connections: count.describe('configured in the scenario'),
  opened: count,
  refused: count,
  dropped: count.describe('unexpected drops'),
  unexplained: count.describe('of dropped: without an explanation'),
  blackholes: count.describe('of dropped: silent'),
  expectedDrops: count.describe(
    'drops that expect-drop asks for, at the right time and, as far as can be known, by the right hop',
  ),
  missingExpected: z.int().describe('connections that did not end as expect-drop says'),
  openAtEnd: count.describe('proven alive at the end'),
  unverified: count.describe('open at the end without a proof of life'),
  unknown: count.describe('opened, but the journal of their shard stops before their end'),
  unproven: count.describe('opened, but no byte ever came back'),
  replies: count.describe('replies that came'),
  lateReplies: count.describe('of replies: after their deadline (within)'),
  limitsTested: count.describe('configured limits on its way that the run tested'),
  limitsBrokenEarly: count.describe('of those: broken-early'),
  limitsNotEnforced: count.describe('of those: not-enforced'),
  heldMs: milliseconds.describe('time that all connections together were open'),
  localFaults: count.describe('ended by a fault of the load generator itself: not a drop'),
  connectMs: percentiles,
  rttMs: percentiles,
  insecure: z.boolean().describe('TLS was not verified'),
});

const address = z.object({
  target: z.string(),
  address: z.string().describe('with the port'),
  opened: count,
  refused: count,
  dropped: count,
  refusedAs: z
    .array(z.object({ how: z.string().describe('phase and code: connect ECONNREFUSED'), count }))
    .describe('the most frequent first'),
});

const threshold = z.object({
  expression: z.string(),
  ok: z.boolean(),
  hasData: z.boolean().describe('false when there was nothing to measure; ok is then false too'),
  measured: z.number().nullable().describe("in the expression's own unit; null without data"),
  detail: z.string().describe('for people: 0 of 45,000 (0 to 0.0067 %)'),
});

const limit = z.object({
  target: z.string(),
  hop: z.string(),
  setting: z.string(),
  configuredMs: milliseconds,
  outcome: z
    .enum(['holds', 'broken-early', 'not-enforced', 'not-covered'])
    .describe(
      'holds: connections reached it, and none ended early; broken-early: some ended before it and nothing else explains them; not-enforced: some outlived it; not-covered: this run cannot tell',
    ),
  count: count.describe('how many connections the outcome rests on'),
  sentence: z.string(),
});

const generator = z.object({
  stalls: z
    .array(z.object({ shard: count, atMs: milliseconds, forMs: milliseconds, cause: z.string() }))
    .describe('times when its loop stalled; atMs is their end'),
  cpu: z.number().describe('share of one core, averaged over the run, all shards together'),
  rssBytes: z.number().describe('at most, all shards together'),
  openFiles: z.number().describe('at most, all shards together'),
  lagMsMax: milliseconds.describe('worst delay of its loop'),
});

const recovery = z.object({
  dropped: count.describe('unexpected drops that the explanation gives to this event'),
  possible: count.describe('of those: drops for which the event is one of several possible causes'),
  back: count.describe('connections that dropped and were open again later'),
  missing: count.describe('connections that dropped and never came back'),
  recoveryMs: milliseconds
    .nullable()
    .describe('from the event until all were back; null while any is missing'),
  dials: count.describe(
    'of the targets that lost connections, until all were back or to the end of its wake',
  ),
  dialsPerSecondMax: count.describe('the most dials within any one second'),
  refused: count,
  connectMs: percentiles.describe('dial to open, of those dials'),
});

const event = z.object({
  atMs: milliseconds,
  label: z.string(),
  source: z.string(),
  recovery: recovery.nullable().describe('null when the event cost no connection'),
});

const log = z.object({
  party: z.string().describe('backend, or the id of a hop'),
  lines: count,
  accounts: count.describe('ends of connections, of this run or not'),
  matched: count.describe('connections of this run'),
  unreadable: count,
  repeated: count,
  clocks: z.array(
    z.object({
      clock: z.string(),
      offsetMs: milliseconds.describe('ahead of the client'),
      pairs: count.describe('connections that both clocks saw open'),
    }),
  ),
});

const backendSpread = z.object({
  backends: z.int().describe('that held connections'),
  total: z.int().describe('connections'),
  maxOverMean: z.number().describe('the fullest backend, against the mean'),
  gini: z.number().describe('0: even; 1: all on one'),
});

const spread = z.object({
  target: z.string(),
  event: z.string().nullable().describe('label of the event; null for the hold as a whole'),
  atMs: milliseconds,
  before: backendSpread,
  after: backendSpread.describe('just before the next event, or at the end of the hold'),
  evenAfterMs: milliseconds
    .nullable()
    .describe('until the backends held even shares and kept them; null: never'),
});

/** What `soak status` says of a run that is over: the same in every format of `summary.json`. */
export const outcomeSchema = z.looseObject({
  run: z.looseObject(
    run.pick({ id: true, name: true, durationMs: true, complete: true, interrupted: true }).shape,
  ),
  verdict: z.enum(VERDICTS),
  exitCode: z.int(),
  targets: z.array(z.looseObject(target.pick({ name: true, opened: true, dropped: true }).shape)),
});

/** `summary.json`, a contract for other programs: its type, its JSON Schema and its documentation are made from this. */
export const summarySchema = z
  .object({
    format: z
      .literal(SUMMARY_FORMAT)
      .describe(
        'grows when a field changes its meaning or goes. 2: promises became limits, with outcome instead of verdict (holds was kept, not-enforced was overdue); events count the drops that the explanation gives them',
      ),
    run,
    verdict: z.enum(VERDICTS).describe('inconclusive: the run cannot tell; see warnings'),
    exitCode: z.int().describe('of soak run'),
    targets: z.array(target),
    dropGroups: z
      .array(dropGroup)
      .describe('drops that look alike and have the same explanation, the largest group first'),
    refusalGroups: z.array(refusalGroup).describe('dials that did not become a connection'),
    addresses: z
      .array(address)
      .describe('what each address did, of targets that have more than one'),
    thresholds: z.array(threshold).describe('of the scenario, and what expect-drop asks for'),
    limits: z.array(limit).describe('every configured limit on the way of every target'),
    generator: generator.describe('health of the load generator'),
    events: z.array(event).describe('events on the path that the run recorded'),
    spread: z
      .array(spread)
      .describe('how evenly connections lay over the backends that sent their identity'),
    logs: z.array(log).describe('logs of the backend and of hops that were given to the report'),
    proves: z.array(z.string()).describe('what the run proves, in sentences with their figures'),
    notCovered: z.array(z.string()).describe('what the run does not cover'),
    warnings: z.array(z.string()).describe('what to know before trusting the run'),
  })
  .describe('A soak run in numbers. Times are milliseconds of the run unless they say otherwise.');
