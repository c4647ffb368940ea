import { z } from 'zod';
import { FAULT_KINDS, type FaultName } from '../../path/faults/all.ts';
import { dataSchema } from './data.ts';
import { eventsFromSchema, eventsSchema } from './events.ts';
import { count, duration, factor, percent, ramp, rate, text } from './fields.ts';
import { manifestPathSchema } from './manifests.ts';
import { hopSchema } from './path.ts';
import { reportSchema } from './report.ts';
import { described, listOf, mapOf, strict } from './shapes.ts';
import { targetSchema } from './target.ts';
import { thresholdsSchema } from './thresholds.ts';

const load = strict('How many connections are open, and when', {
  ramp: ramp(
    'How long opening takes, spread evenly, or how many connections open per second (default 200/s)',
  ).optional(),
  hold: duration('How long to hold all connections').optional(),
  drain: duration('Time over which connections are closed at the end (default 2s)').optional(),
  stages: listOf(
    'Instead of ramp and hold: stages with a linear change from each share to the next',
    strict('One stage', {
      over: duration('Length of the stage'),
      to: percent('Share of all connections open at the end of the stage'),
    }),
    100,
  )
    .min(1)
    .optional(),
  'max-rate': rate(
    'Maximum dials per second in the whole run, including redials, such as 500/s (default: no limit)',
  ).optional(),
  'max-opening': count(
    'Maximum number of dials in progress at once, in the whole run (default 256)',
    {
      min: 1,
      max: 20_000,
    },
  ).optional(),
});

const source = strict('Where connections come from', {
  addresses: listOf(
    'Local addresses to dial from; each has about 28,000 ports per destination',
    text('An IPv4 or IPv6 address of this machine', { max: 64 }),
    256,
  ).optional(),
  ports: text('Range of local ports that soak allocates itself', {
    max: 16,
  }).optional(),
});

const abortWhen = strict('Stop the run early, to spare the targets', {
  refused: percent("Stop if more than this share of a target's dials is refused", { max: 0.99 }),
  over: duration('Counted over this time (default 10s)', { min: 1_000, max: 3_600_000 }).optional(),
});

const faultFields = Object.fromEntries(
  FAULT_KINDS.map(({ name, does }) => [
    name,
    text(`Id of the hop, or backend: ${does}`).optional(),
  ]),
) as Record<FaultName, z.ZodOptional<ReturnType<typeof text>>>;

const HEALING = FAULT_KINDS.filter(({ heals }) => heals).map(({ name }) => name);

const fault = strict('A fault that the lab injects: { at: 10s, rst: slb, count: 5 }', {
  at: duration('From the start of the run'),
  ...faultFields,
  count: count('How many of the connections open at that time (default all)', {
    min: 1,
    max: 1_000_000,
  }).optional(),
  target: text('Only connections of this target').optional(),
  for: duration(`${HEALING.join(', ')}: heals after this time (default never)`, {
    min: 1,
  }).optional(),
  code: count('Code of the Close frame (default 1001)', { min: 1_000, max: 4_999 }).optional(),
});

export type WrittenFault = z.output<typeof fault>;

const lab = described(
  'Build the path on this machine from real sockets; targets reach it as host lab, such as tcp: lab:80',
  z.union([
    z.boolean(),
    strict('A lab with faults', {
      faults: listOf('The faults to inject, and when', fault, 100).optional(),
      'speed-up': factor(
        'Divides every timeout of the path by this: 300 turns 15 min into 3s (default 1)',
        { min: 1, max: 100_000 },
      ).optional(),
    }),
  ]),
);

/** The parts of a scenario, each of which can be decoded on its own. */
export const SECTIONS = {
  soak: z.literal(1).meta({ description: 'Version of the scenario format' }),
  name: text('Name of the scenario, in every report', { max: 100 }),
  description: text('What the scenario is for', { max: 2_000, pattern: /^[^\0]*$/ }).optional(),
  seed: count('Seed of all randomness: the same seed gives the same run (default 1)', {
    max: 4_294_967_295,
  }).optional(),
  path: described(
    'The hops in order, from client to backend; or the manifests to read them from',
    z.union([
      listOf('The hops in order, from client to backend', hopSchema, 32),
      manifestPathSchema,
    ]),
  ).optional(),
  data: dataSchema.optional(),
  targets: mapOf(
    'Groups of identical connections, by name (default with manifests: 100 silent ones per way)',
    targetSchema,
  ).optional(),
  load,
  source: source.optional(),
  allow: listOf(
    'Public hosts that may get more than 10,000 connections without confirmation',
    text('A host name, *.domain, an IP address, or a subnet such as 203.0.113.0/24', { max: 255 }),
    100,
  ).optional(),
  'abort-when': abortWhen.optional(),
  'pass-when': thresholdsSchema.optional(),
  events: eventsSchema.optional(),
  'events-from': eventsFromSchema.optional(),
  report: reportSchema.optional(),
  lab: lab.optional(),
};

/** A scenario as written. */
export const scenarioSchema = strict(
  'A soak test: the connections to hold, the path they take, and the thresholds. Run it with soak run scenario.yaml',
  SECTIONS,
);

/** A scenario after its units have been decoded. */
export type Written = z.output<typeof scenarioSchema>;

/** The JSON Schema of a scenario, for editors. */
export function scenarioJsonSchema(): object {
  return {
    title: 'soak scenario',
    ...z.toJSONSchema(scenarioSchema, { target: 'draft-7', io: 'input' }),
    // Of the user's own: `plain-value.ts` leaves them out.
    patternProperties: { '^x-': {} },
  };
}
