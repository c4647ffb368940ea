import { Counter, Gauge, Registry } from 'prom-client';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import type { LiveState, LiveTarget } from '../../report/live/state.ts';
import type { FollowedRun } from '../../run/extension.ts';
import { LABELLED, type LiveRunNumbers, RUN_FIGURES } from '../../scenario/figures/run-figures.ts';
import type { Series } from '../../scenario/figures/series.ts';
import {
  ALL_FIGURES,
  type LabelledTotal,
  type LiveNumbers,
} from '../../scenario/figures/target-figures.ts';
import { LATENCIES, type Latency } from '../../scenario/figures/times.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { DropBooks } from './drops-digest.ts';
import { FoldedHistogram } from './folded-histogram.ts';
import { OTHERS } from './total-book.ts';

/** Targets with a series of their own; those after them are added up. */
const TARGETS_MAX = 100;

const PHASES = ['start', 'ramp', 'hold', 'probe', 'drain'] as const;

type Known = Pick<FollowedRun, 'scenario' | 'state' | 'soakVersion' | 'startedAtMs' | 'folder'>;

/** A run as Prometheus metrics: base units, few labels, a bounded number of series. */
export class SoakMetrics {
  readonly #registry = new Registry();
  readonly #state: LiveState;
  readonly #drops: { readonly books: DropBooks };
  readonly #startedAtMs: number;
  /** Name of each target's series, by its index. */
  readonly #names: readonly string[];
  readonly #lagMs: number[] = [];
  #stalledMs = 0;
  readonly #events = new Map<string, { count: number; lastAtMs: number }>();

  /** Per target, during the run. */
  readonly #targets: readonly TargetMetric[];
  readonly #totals: readonly TotalMetric[];
  readonly #run: readonly RunMetric[];
  readonly #phase = this.#make(LABELLED.phase);
  readonly #eventCount = this.#make(LABELLED.events);
  readonly #lastEvent = this.#make(LABELLED.lastEvent);
  readonly #histograms: Readonly<Record<Latency, FoldedHistogram>>;
  readonly #plannedMs: number;

  constructor(
    { scenario, state, soakVersion, startedAtMs, folder }: Known,
    drops: { readonly books: DropBooks },
  ) {
    this.#state = state;
    this.#drops = drops;
    this.#startedAtMs = startedAtMs;
    this.#names = labelsOfTargets(scenario);
    this.#plannedMs = scenario.load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
    this.#targets = ALL_FIGURES.flatMap(([, { help, live }]): TargetMetric[] => {
      if (live?.value === undefined) return [];
      const { value, fold = 'sum' } = live;
      return [{ metric: this.#make({ ...live, help }), value, fold }];
    });
    this.#totals = ALL_FIGURES.flatMap(([, { help, live }]): TotalMetric[] => {
      if (live?.totals === undefined) return [];
      return [{ metric: this.#make({ ...live, help }), totals: live.totals }];
    });
    this.#run = RUN_FIGURES.flatMap(({ help, live }): RunMetric[] => {
      if (live === undefined) return [];
      return [{ metric: this.#make({ ...live, labels: [], help }), value: live.value }];
    });
    this.#histograms = {
      rtt: this.#histogram('rtt'),
      connect: this.#histogram('connect'),
    };
    this.#make(LABELLED.info).inc(
      { version: soakVersion, scenario: scenario.name, run: folder.id },
      1,
    );
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** What the state does not keep. */
  add(record: IntervalRecord | NoteRecord, shard: number): void {
    if (record.type === 'interval') this.#lagMs[shard] = record.generator.lagMs;
    else if (record.kind === 'stall') this.#stalledMs += record.forMs;
    else if (record.kind === 'event') {
      const { count = 0, lastAtMs = 0 } = this.#events.get(record.source) ?? {};
      const latest = Math.max(lastAtMs, record.atMs);
      this.#events.set(record.source, { count: count + 1, lastAtMs: latest });
    }
  }

  /** In Prometheus' text format. */
  text(): Promise<string> {
    this.#showTargets();
    this.#showDrops();
    this.#showRun();
    return this.#registry.metrics();
  }

  #showTargets(): void {
    const { targets } = this.#state;
    for (const { metric, value, fold } of this.#targets) {
      metric.reset();
      for (const [name, number] of this.#byName(targets, { value, fold }))
        metric.inc({ target: name }, number);
    }
    this.#histograms.rtt.show(targets.map(({ rtt }, index) => [this.#names[index]!, rtt]));
    this.#histograms.connect.show(
      targets.map(({ openTimes }, index) => [this.#names[index]!, openTimes]),
    );
  }

  /** Targets that share a name are one series. */
  #byName(
    targets: readonly LiveTarget[],
    { value, fold }: Pick<TargetMetric, 'value' | 'fold'>,
  ): ReadonlyMap<string, number> {
    const byName = new Map<string, number>();
    for (const [index, target] of targets.entries()) {
      const name = this.#names[index]!;
      const before = byName.get(name) ?? 0;
      const number = value(target);
      byName.set(name, fold === 'max' ? Math.max(before, number) : before + number);
    }
    return byName;
  }

  #showDrops(): void {
    for (const { metric, totals } of this.#totals) {
      metric.reset();
      for (const { labels, total } of this.#drops.books[totals]) metric.inc(labels, total);
    }
  }

  #showRun(): void {
    const { phase, atMs, cpuMs, rssBytes, openFiles } = this.#state;
    const numbers: LiveRunNumbers = {
      startedAtMs: this.#startedAtMs,
      plannedMs: this.#plannedMs,
      atMs,
      lagMs: Math.max(0, ...this.#lagMs.filter((ms) => ms !== undefined)),
      stalledMs: this.#stalledMs,
      cpuMs,
      rssBytes,
      openFiles,
    };
    for (const { metric, value } of this.#run) {
      metric.reset();
      metric.inc(value(numbers));
    }
    this.#phase.reset();
    for (const known of PHASES) this.#phase.inc({ phase: known }, known === phase ? 1 : 0);
    this.#eventCount.reset();
    this.#lastEvent.reset();
    for (const [source, { count, lastAtMs }] of this.#events) {
      this.#eventCount.inc({ source }, count);
      this.#lastEvent.inc({ source }, (this.#startedAtMs + lastAtMs) / 1_000);
    }
  }

  #make({ name, help, type, labels }: Series): Counter | Gauge {
    const options = { name, help, labelNames: [...labels], registers: [this.#registry] };
    return type === 'counter' ? new Counter(options) : new Gauge(options);
  }

  #histogram(latency: Latency): FoldedHistogram {
    const { live, help } = LATENCIES[latency];
    return new FoldedHistogram({ name: live, help, registry: this.#registry });
  }
}

interface TargetMetric {
  readonly metric: Counter | Gauge;
  readonly value: (numbers: LiveNumbers) => number;
  readonly fold: 'sum' | 'max';
}

interface TotalMetric {
  readonly metric: Counter | Gauge;
  readonly totals: LabelledTotal;
}

interface RunMetric {
  readonly metric: Counter | Gauge;
  readonly value: (numbers: LiveRunNumbers) => number;
}

/** Name of each target's series, by its index. */
export function labelsOfTargets({ targets }: Scenario): readonly string[] {
  return targets.map(({ name }, index) => (index < TARGETS_MAX ? name : OTHERS));
}
