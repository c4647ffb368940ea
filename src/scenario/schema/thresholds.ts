import { z } from 'zod';
import { THRESHOLD_FIGURES } from '../figures/target-figures.ts';
import { LATENCIES, LATENCY_NAMES, type Latency, RECOVERY } from '../figures/times.ts';
import { text } from './fields.ts';
import { described, flag, listOf, strict } from './shapes.ts';

/** `drops: 0` or `drops: "< 0.1%"`: a number is the maximum that passes. */
const bound = described(
  'A bound such as "< 0.1% with 95% confidence"; a bare number is the maximum that passes',
  z.union([z.number(), z.string()]),
);

const percentiles = z
  .record(z.string(), bound)
  .meta({ description: 'Bounds by percentile: { p99: "< 200ms", max: "< 2s" }' });

const counted = Object.fromEntries(
  THRESHOLD_FIGURES.flatMap(([name, { help, perHours }]) => [
    [name, described(help, bound).optional()],
    ...(perHours === undefined
      ? []
      : [[perHours.name, described(perHours.help, bound).optional()]]),
  ]),
) as Readonly<Record<string, z.ZodOptional<typeof bound>>>;

const latencies = Object.fromEntries(
  LATENCY_NAMES.map((name) => [name, described(LATENCIES[name].help, percentiles).optional()]),
) as Readonly<Record<Latency, z.ZodOptional<typeof percentiles>>>;

const byFigure = strict('A bound for each figure', {
  ...counted,
  [RECOVERY.name]: described(`${RECOVERY.help}: "within 60s"`, bound).optional(),
  ...latencies,
});

const item = z.union([
  z.string(),
  strict('A threshold for one target, or one that stops the run', {
    threshold: text('drops < 0.1% with 95% confidence'),
    target: text('Only this target').optional(),
    abort: flag('Stop the run as soon as it is broken').optional(),
  }),
]);

/** `pass-when`, as a map of bounds or as a list of expressions. */
export const thresholdsSchema = described(
  'Thresholds for the run to pass (default: no drops, no connect failures); a threshold without data never passes',
  z.union([listOf('Thresholds as expressions', item, 100), byFigure]),
);

export type WrittenThresholds = z.output<typeof thresholdsSchema>;
