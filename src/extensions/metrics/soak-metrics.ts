import { Counter, Gauge, Registry } from 'prom-client';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import type { LiveState, LiveTarget } from '../../report/live/state.ts';
import type { FollowedRun } from '../../run/extension.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { DropBooks } from './drops-digest.ts';
import { FoldedHistogram } from './folded-histogram.ts';
import { OTHERS, type TotalRow } from './total-book.ts';

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

  readonly #open = this.#gauge('soak_connections_open', 'Connections that are open', ['target']);
  readonly #wanted = this.#gauge(
    'soak_connections_wanted',
    'Connections that the scenario wants at its peak',
    ['target'],
  );
  readonly #opening = this.#gauge('soak_connections_opening', 'Dials under way', ['target']);
  readonly #unproven = this.#gauge(
    'soak_connections_unproven',
    'Open connections over which no byte has come back',
    ['target'],
  );
  readonly #idle = this.#gauge(
    'soak_connections_idle_seconds_max',
    'Longest silence of a connection that is open',
    ['target'],
  );
  readonly #opened = this.#counter('soak_opened_total', 'Connections that opened', ['target']);
  readonly #refused = this.#counter(
    'soak_refused_total',
    'Dials that did not become a connection',
    ['target', 'reason'],
  );
  readonly #dropped = this.#counter(
    'soak_drops_total',
    'Connections that ended and should not have; each under the hop that it was first explained by',
    ['target', 'ending', 'hop'],
  );
  readonly #expected = this.#counter(
    'soak_expected_drops_total',
    'Connections that ended as their target wants it',
    ['target', 'ending', 'hop'],
  );
  readonly #explained = this.#gauge(
    'soak_drops_explained',
    'Unwanted drops by their cause, as they are explained at this time',
    ['target', 'hop', 'setting', 'certainty'],
  );
  readonly #phase = this.#gauge('soak_phase', '1 for the phase that the run is in', ['phase']);
  readonly #elapsed = this.#gauge('soak_elapsed_seconds', 'Since the start of the run', []);
  readonly #lag = this.#gauge(
    'soak_generator_lag_seconds',
    'How late the latest ticks of the generator were, at worst',
    [],
  );
  readonly #stalled = this.#counter(
    'soak_generator_stalled_seconds_total',
    'Time in which the generator itself stood still',
    [],
  );
  readonly #cpu = this.#counter('soak_generator_cpu_seconds_total', 'CPU time of all shards', []);
  readonly #memory = this.#gauge(
    'soak_generator_resident_memory_bytes',
    'Memory of all shards',
    [],
  );
  readonly #files = this.#gauge('soak_generator_open_files', 'Open files of all shards', []);
  readonly #eventCount = this.#counter(
    'soak_events_total',
    'Things that happened to the path, as the run was told',
    ['source'],
  );
  readonly #lastEvent = this.#gauge(
    'soak_last_event_timestamp_seconds',
    'When the last of them happened, since 1970',
    ['source'],
  );
  readonly #rtt = new FoldedHistogram({
    name: 'soak_rtt_seconds',
    help: 'Round trips of heartbeats',
    registry: this.#registry,
  });
  readonly #connect = new FoldedHistogram({
    name: 'soak_connect_seconds',
    help: 'From the dial to the connection that is open, with TLS, upgrade and login',
    registry: this.#registry,
  });

  constructor(
    { scenario, state, soakVersion, startedAtMs, folder }: Known,
    drops: { readonly books: DropBooks },
  ) {
    this.#state = state;
    this.#drops = drops;
    this.#startedAtMs = startedAtMs;
    this.#names = labelsOfTargets(scenario);
    this.#gauge('soak_up', '1 while the run goes on', []).set(1);
    this.#gauge('soak_info', 'What runs', ['version', 'scenario', 'run']).set(
      { version: soakVersion, scenario: scenario.name, run: folder.id },
      1,
    );
    this.#gauge('soak_start_timestamp_seconds', 'Start of the run, since 1970', []).set(
      startedAtMs / 1_000,
    );
    const plannedMs = scenario.load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
    this.#gauge('soak_planned_seconds', 'How long the run is meant to go on', []).set(
      plannedMs / 1_000,
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
    const levels: readonly (readonly [Gauge<'target'>, (target: LiveTarget) => number])[] = [
      [this.#open, ({ open }) => open],
      [this.#wanted, ({ connections }) => connections],
      [this.#opening, ({ opening }) => opening],
      [this.#unproven, ({ unproven }) => unproven],
    ];
    const { targets } = this.#state;
    const all = targets.map((target, index) => [this.#names[index]!, target] as const);
    for (const [gauge, pick] of levels) {
      gauge.reset();
      for (const [name, target] of all) gauge.inc({ target: name }, pick(target));
    }
    this.#opened.reset();
    const idleMs = new Map<string, number>();
    for (const [name, { opened, idleMsMax }] of all) {
      this.#opened.inc({ target: name }, opened);
      idleMs.set(name, Math.max(idleMsMax, idleMs.get(name) ?? 0));
    }
    for (const [name, ms] of idleMs) this.#idle.set({ target: name }, ms / 1_000);
    this.#rtt.show(all.map(([name, { rtt }]) => [name, rtt]));
    this.#connect.show(all.map(([name, { openTimes }]) => [name, openTimes]));
  }

  #showDrops(): void {
    const { refused, dropped, expected, explained } = this.#drops.books;
    show(this.#refused, refused);
    show(this.#dropped, dropped);
    show(this.#expected, expected);
    show(this.#explained, explained);
  }

  #showRun(): void {
    const { phase, atMs, cpuMs, rssBytes, openFiles } = this.#state;
    for (const known of PHASES) this.#phase.set({ phase: known }, known === phase ? 1 : 0);
    this.#elapsed.set(atMs / 1_000);
    this.#lag.set(Math.max(0, ...this.#lagMs.filter((ms) => ms !== undefined)) / 1_000);
    this.#memory.set(rssBytes);
    this.#files.set(openFiles);
    for (const [counter, ms] of [
      [this.#cpu, cpuMs],
      [this.#stalled, this.#stalledMs],
    ] as const) {
      counter.reset();
      counter.inc(ms / 1_000);
    }
    this.#eventCount.reset();
    for (const [source, { count, lastAtMs }] of this.#events) {
      this.#eventCount.inc({ source }, count);
      this.#lastEvent.set({ source }, (this.#startedAtMs + lastAtMs) / 1_000);
    }
  }

  #gauge<Label extends string>(name: string, help: string, labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }
}

/** Name of each target's series, by its index. */
export function labelsOfTargets({ targets }: Scenario): readonly string[] {
  return targets.map(({ name }, index) => (index < TARGETS_MAX ? name : OTHERS));
}

function show<Label extends string>(
  metric: Counter<Label> | Gauge<Label>,
  rows: readonly TotalRow<Label>[],
): void {
  metric.reset();
  for (const { labels, total } of rows) metric.inc(labels, total);
}
