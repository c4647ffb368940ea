import { z } from 'zod';
import type { Ending, Refusal } from '../../outcome/ending.ts';

export const milliseconds = z.number();
export const count = z.int().min(0);
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
    noticedBy: z.enum(['reply-timeout', 'keepalive', 'retransmission', 'final-probe', 'listen']),
    kernel: optional(
      z.object({
        sendQueue: count,
        receiveQueue: count,
        retransmits: count,
        timer: optional(count.describe('which timer of the kernel runs, as in /proc/net/tcp')),
      }),
    ),
  }),
  z.object({ kind: z.literal('unreachable'), errno: z.string() }),
  z.object({ kind: z.literal('other-reply'), reply: z.string() }),
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
  http: optional(
    z.object({
      server: optional(z.string()),
      location: optional(z.string()),
      retryAfter: optional(z.string()),
      authenticate: optional(z.string()),
      body: optional(z.string()),
    }),
  ).describe('what an HTTP server said besides its status'),
  reply: optional(z.string()).describe('first bytes of a reply that the protocol does not allow'),
}) satisfies z.ZodType<Refusal>;

const otherSide = z.object({
  party: z.string().describe('backend, or the id of a hop'),
  matched: count.describe('drops of the group that are in its log'),
  closedBy: z
    .object({ self: count, clientSide: count, serverSide: count, unknown: count })
    .describe('which side ended them first, as it saw it'),
  ending: z.string().describe('its most frequent words for the end'),
  laterMs: z
    .object({ min: milliseconds, median: milliseconds, max: milliseconds })
    .nullable()
    .describe(
      'how long it thought the connection alive after the client had lost it, negative when it knew first; null when the offset of its clock is not known',
    ),
});

const certainty = z.enum(['certain', 'likely', 'possible', 'unexplained']);

export const dropGroup = z.object({
  target: z.string(),
  count: count.describe('how many dropped'),
  ending: ending.describe('how the first of them ended'),
  hop: z.string().nullable().describe('null when unexplained, or when the candidates differ'),
  setting: z.string().nullable().describe("the vendor's spelling, or what happened"),
  configuredMs: milliseconds.nullable().describe('where the setting is a limit'),
  observed: z
    .object({
      axis: z.enum(['idle', 'age', 'wall']),
      fromMs: milliseconds,
      toMs: milliseconds,
    })
    .describe('on the clock of the cause, or the one on which they lie closest; wall is run time'),
  certainty,
  expectedByChance: z
    .number()
    .describe('how many drops without any cause would lie where these lie'),
  reason: z.string().describe('why so sure, or why not'),
  evidenceNeeded: z
    .string()
    .nullable()
    .describe('what would split the candidates; null when nothing would, or nothing has to'),
  candidates: z
    .array(z.string())
    .describe('hop and setting of all causes that the evidence leaves'),
  expected: z.boolean().describe('expect-drop asks for them'),
  otherSides: z.array(otherSide).describe('what logs of the backend or of hops say of these drops'),
  firstAtMs: milliseconds,
  lastAtMs: milliseconds,
});

export const refusalGroup = z.object({
  target: z.string(),
  count,
  refusal: refusal.describe('what the client saw'),
  hop: z.string().nullable().describe('that refused them; null as for drops'),
  setting: z.string().nullable().describe('the cause: a setting, or what is wrong'),
  certainty,
  reason: z.string(),
  evidenceNeeded: z.string().nullable(),
  remedy: z.string().nullable().describe('what to change, or to look at first'),
  candidates: z.array(z.string()),
  firstAtMs: milliseconds,
  lastAtMs: milliseconds,
});
