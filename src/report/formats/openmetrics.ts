import type { Analysis } from '../../analysis/analyze.ts';
import type { DropGroup, Summary } from '../../analysis/summary/summary.ts';
import {
  LABELLED_AT_END,
  RUN_FIGURES,
  type RunNumbers,
} from '../../scenario/figures/run-figures.ts';
import { PERCENTILES } from '../../scenario/figures/series.ts';
import { ALL_FIGURES } from '../../scenario/figures/target-figures.ts';
import { LATENCIES, LATENCY_NAMES } from '../../scenario/figures/times.ts';
import { LIMIT_OUTCOMES } from '../text/limit-text.ts';
import { withoutControls } from '../text/strip-controls.ts';

/** A person compares a few dozen figures, and a metrics server needs few series. */
const TARGETS_MAX = 100;
const CAUSES_MAX = 50;
const LABEL_LENGTH_MAX = 200;

type Labels = Readonly<Record<string, string | number>>;
type Sample = readonly [labels: Labels, value: number | null];

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * The result as OpenMetrics text, for GitLab's metrics report and a Pushgateway. All metrics are gauges, so that
 * the older Prometheus format can read them too; two runs with the same result give the same text.
 */
export function openMetricsReport(view: Analysis): string {
  const metrics = [
    ...runMetrics(view.summary),
    ...targetMetrics(view.summary),
    ...timeMetrics(view.summary),
    ...causeMetrics(view.summary),
  ];
  return `${metrics.map(written).join('')}# EOF\n`;
}

function runMetrics(summary: Summary): readonly Metric[] {
  const { run, verdict, exitCode, generator, thresholds, limits } = summary;
  const numbers: RunNumbers = {
    passed: verdict === 'pass',
    exitCode,
    complete: run.complete,
    durationMs: run.durationMs,
    connectionHours: run.connectionHours,
    stalledMs: generator.stalls.reduce((sum, { forMs }) => sum + forMs, 0),
  };
  return [
    ...RUN_FIGURES.flatMap(({ help, atEnd }): Metric[] =>
      atEnd === undefined
        ? []
        : [{ name: atEnd.name, help, samples: [[{}, atEnd.value(numbers)]] }],
    ),
    {
      ...LABELLED_AT_END.thresholds,
      samples: thresholds.map(({ expression, ok }): Sample => [{ expression }, ok ? 1 : 0]),
    },
    {
      ...LABELLED_AT_END.limits,
      samples: Object.keys(LIMIT_OUTCOMES).map((outcome): Sample => {
        const count = limits.filter((limit) => limit.outcome === outcome).length;
        return [{ outcome }, count];
      }),
    },
  ];
}

function targetMetrics({ targets }: Summary): readonly Metric[] {
  const shown = targets.slice(0, TARGETS_MAX);
  return ALL_FIGURES.flatMap(([, { help, atEnd, count }]): Metric[] => {
    if (atEnd === undefined || count === undefined) return [];
    const samples = shown.map((target): Sample => [{ target: target.name }, count(target)]);
    return [{ name: atEnd, help, samples }];
  });
}

/** One gauge per percentile: the label `quantile` belongs to another type of metric. */
function timeMetrics({ targets }: Summary): readonly Metric[] {
  return LATENCY_NAMES.flatMap((latency) =>
    PERCENTILES.map((percentile): Metric => {
      const { atEnd, help } = LATENCIES[latency];
      const samples = targets.slice(0, TARGETS_MAX).map((target): Sample => {
        const ms = target[`${latency}Ms`][percentile];
        return [{ target: target.name }, ms === null ? null : ms / 1_000];
      });
      return { name: `${atEnd}_${percentile}_seconds`, help: `${help}, ${percentile}`, samples };
    }),
  );
}

/** Groups with the same cause become one sample: duplicate labels would be an error. */
function causeMetrics({ dropGroups }: Summary): readonly Metric[] {
  const rows = new Map<string, { readonly labels: Labels; count: number }>();
  for (const group of dropGroups) {
    const labels = causeLabels(group);
    const key = JSON.stringify(labels);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { labels, count: group.count });
    else known.count += group.count;
  }
  const worst = [...rows.values()].toSorted((a, b) => b.count - a.count).slice(0, CAUSES_MAX);
  const samples = worst.map(({ labels, count }): Sample => [labels, count]);
  return [{ ...LABELLED_AT_END.causes, samples }];
}

function causeLabels({ target, hop, setting, certainty, expected }: DropGroup): Labels {
  const none = certainty === 'unexplained' ? 'unexplained' : 'undecided';
  return {
    target,
    hop: hop ?? none,
    setting: setting ?? none,
    certainty,
    expected: expected ? 'yes' : 'no',
  };
}

function written({ name, help, samples }: Metric): string {
  const seen = new Set<string>();
  const lines = samples.flatMap(([labels, value]) => {
    const sample = `${name}${labelsText(labels)}`;
    if (value === null || seen.has(sample)) return [];
    seen.add(sample);
    // More digits than the measurement has would make every value look changed.
    return [`${sample} ${Number(value.toPrecision(6))}\n`];
  });
  if (lines.length === 0) return '';
  return `# TYPE ${name} gauge\n# HELP ${name} ${help}\n${lines.join('')}`;
}

function labelsText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${labelValue(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

/** GitLab treats everything after a `#` as a comment, even inside a label. */
function labelValue(value: string | number): string {
  return withoutControls(String(value).slice(0, LABEL_LENGTH_MAX))
    .replace(/\s+/g, ' ')
    .replaceAll('#', '\uFF03')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"');
}
