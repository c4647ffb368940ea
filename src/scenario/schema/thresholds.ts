import { z } from 'zod';
import { text } from './fields.ts';
import { described, flag, listOf, strict } from './shapes.ts';

/** `drops: 0` or `drops: "< 0.1%"`: a number is the most that passes. */
const bound = described(
  'A bound such as "< 0.1% with 95% confidence"; a bare number is the most that passes',
  z.union([z.number(), z.string()]),
);

const percentiles = z
  .record(z.string(), bound)
  .meta({ description: 'Bounds by percentile: { p99: "< 200ms", max: "< 2s" }' });

const byMetric = strict('A bound for each metric', {
  drops: described('Connections that ended though nobody wanted it', bound).optional(),
  'drops-per-1000h': described('Drops per 1,000 connection-hours', bound).optional(),
  'unexplained-drops': described(
    'Drops that no limit or event of the path explains',
    bound,
  ).optional(),
  'connect-failures': described('Connections that never opened', bound).optional(),
  blackholes: described('Connections that died without a sign', bound).optional(),
  unverified: described('Connections open at the end without a proof of life', bound).optional(),
  unproven: described('Connections that opened, but never got a byte', bound).optional(),
  'missing-expected-drops': described(
    'Expected drops that did not come, or too early',
    bound,
  ).optional(),
  recovery: described(
    'From each event until all that dropped in its wake are open again: "within 60s"',
    bound,
  ).optional(),
  rtt: described('Round-trip time, from the intended send time', percentiles).optional(),
  connect: described('Time from dial to open', percentiles).optional(),
});

const item = z.union([
  z.string(),
  strict('A threshold for one target, or one that ends the run', {
    threshold: text('drops < 0.1% with 95% confidence'),
    target: text('Only this target').optional(),
    abort: flag('Ends the run as soon as it is broken').optional(),
  }),
]);

/** `pass-when`, as a map of bounds or as a list of expressions. */
export const thresholdsSchema = described(
  'What must hold for the run to pass (default: no drops, no connect failures); no data never passes',
  z.union([listOf('Thresholds as expressions', item, 100), byMetric]),
);

export type WrittenThresholds = z.output<typeof thresholdsSchema>;
