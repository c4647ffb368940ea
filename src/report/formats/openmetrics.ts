import type { Analysis } from '../../analysis/analyze.ts';
import type { DropGroup, Summary, TargetSummary } from '../../analysis/summary.ts';
import { LIMIT_OUTCOMES } from '../text/limit-text.ts';
import { withoutControls } from '../text/strip-controls.ts';

/** A person compares a few dozen figures; a server that stores them wants few series. */
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
 * The result as OpenMetrics text, for GitLab's metrics report and a Pushgateway. All of it is gauges, so that
 * the older Prometheus format reads it too; nothing in it differs between two runs with the same result.
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

function runMetrics({ run, verdict, exitCode, generator, thresholds, limits }: Summary) {
  const single = (name: string, help: string, value: number): Metric => ({
    name: `soak_run_${name}`,
    help,
    samples: [[{}, value]],
  });
  const stalledMs = generator.stalls.reduce((sum, { forMs }) => sum + forMs, 0);
  return [
    single('passed', '1 when everything held that had to', verdict === 'pass' ? 1 : 0),
    single('exit_code', 'Exit code of soak', exitCode),
    single('complete', '1 when every shard wrote its last record', run.complete ? 1 : 0),
    single('duration_seconds', 'Length of the run', run.durationMs / 1_000),
    single('connection_seconds', 'Time held, over all connections', run.connectionHours * 3_600),
    single('generator_stalled_seconds', 'Time in which soak itself stood still', stalledMs / 1_000),
    {
      name: 'soak_run_threshold_ok',
      help: '1 when the threshold holds',
      samples: thresholds.map(({ expression, ok }): Sample => [{ expression }, ok ? 1 : 0]),
    },
    {
      name: 'soak_run_limits',
      help: 'Configured limits of the path by their outcome',
      samples: Object.keys(LIMIT_OUTCOMES).map((outcome): Sample => {
        const count = limits.filter((limit) => limit.outcome === outcome).length;
        return [{ outcome }, count];
      }),
    },
  ];
}

const COUNTS: readonly (readonly [
  name: string,
  help: string,
  of: (target: TargetSummary) => number,
])[] = [
  ['wanted', 'Connections that the scenario wants', ({ connections }) => connections],
  ['opened', 'Connections that opened', ({ opened }) => opened],
  ['refused', 'Dials that did not become a connection', ({ refused }) => refused],
  ['dropped', 'Connections that ended and should not have', ({ dropped }) => dropped],
  ['expected_drops', 'Connections that ended as wanted', ({ expectedDrops }) => expectedDrops],
  ['proven', 'Connections that answered at the end', ({ openAtEnd }) => openAtEnd],
  ['unverified', 'Open at the end, without a proof of life', ({ unverified }) => unverified],
  ['unknown', 'Their shard’s journal stops before their end', ({ unknown }) => unknown],
];

function targetMetrics({ targets }: Summary): readonly Metric[] {
  const shown = targets.slice(0, TARGETS_MAX);
  return COUNTS.map(([name, help, of]) => ({
    name: `soak_run_${name}`,
    help,
    samples: shown.map((target): Sample => [{ target: target.name }, of(target)]),
  }));
}

const KINDS = [
  ['rtt', 'Round trips of heartbeats', 'rttMs'],
  ['connect', 'From the dial to the connection that is open', 'connectMs'],
] as const;

/** One gauge per percentile: the label `quantile` belongs to another type of metric. */
function timeMetrics({ targets }: Summary): readonly Metric[] {
  return KINDS.flatMap(([kind, help, key]) =>
    (['p50', 'p99', 'p999', 'max'] as const).map((percentile): Metric => {
      const samples = targets.slice(0, TARGETS_MAX).map((target): Sample => {
        const ms = target[key][percentile];
        return [{ target: target.name }, ms === null ? null : ms / 1_000];
      });
      return {
        name: `soak_run_${kind}_${percentile}_seconds`,
        help: `${help}, ${percentile}`,
        samples,
      };
    }),
  );
}

/** Groups of one cause are one sample: two of the same labels would be an error. */
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
  const name = 'soak_run_drops_by_cause';
  const samples = worst.map(({ labels, count }): Sample => [labels, count]);
  return [{ name, help: 'Drops by what ended them', samples }];
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
    // More digits than a measurement has would make every value a changed one.
    return [`${sample} ${Number(value.toPrecision(6))}\n`];
  });
  if (lines.length === 0) return '';
  return `# TYPE ${name} gauge\n# HELP ${name} ${help}\n${lines.join('')}`;
}

function labelsText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${labelValue(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

/** GitLab takes what follows a `#` for a comment, also inside of a label. */
function labelValue(value: string | number): string {
  return withoutControls(String(value).slice(0, LABEL_LENGTH_MAX))
    .replace(/\s+/g, ' ')
    .replaceAll('#', '\uFF03')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"');
}
