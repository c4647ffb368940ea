import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import { FIGURES, type LiveNumbers } from '../../scenario/figures/target-figures.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Histogram } from '../../stats/histogram.ts';

export type LivePhase = 'start' | 'ramp' | 'hold' | 'probe' | 'drain';

/** The state of a current run, as a screen needs it: in the process of the run, or through `soak attach`. */
export interface LiveView {
  readonly name: string;
  /** Of the load, without the drain. */
  readonly durationMs: number;
  readonly atMs: number;
  readonly phase: LivePhase;
  readonly connections: number;
  readonly open: number;
  readonly refused: number;
  /** Drops of targets that expect none. */
  readonly unwanted: number;
  readonly targets: readonly LiveTargetView[];
  readonly openHistory: readonly number[];
  readonly lagMsMax: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly openFiles: number;
}

/** What a screen knows of one target. */
export interface LiveTargetView extends LiveNumbers {
  readonly name: string;
  /** Microseconds. */
  readonly rtt: Pick<Histogram, 'count' | 'max' | 'percentile'>;
}

/** The running totals of one target. */
export interface LiveTarget extends LiveTargetView {
  open: number;
  opening: number;
  unproven: number;
  opened: number;
  refused: number;
  dropped: number;
  lateReplies: number;
  idleMsMax: number;
  readonly rtt: Histogram;
  readonly openTimes: Histogram;
}

/** Sums up what the shards report every second. Only counts: conclusions are left to the report. */
export class LiveState implements LiveView {
  readonly scenario: Scenario;
  readonly durationMs: number;
  readonly connections: number;
  readonly targets: readonly LiveTarget[];
  /** Open connections at each second, for a sparkline; the oldest are dropped if there are many. */
  readonly openHistory: number[] = [];
  phase: LivePhase = 'start';
  atMs = 0;
  lagMsMax = 0;
  cpuMs = 0;
  rssBytes = 0;
  openFiles = 0;
  readonly #latest: (IntervalRecord | undefined)[] = [];

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.connections = scenario.targets.reduce((sum, { connections }) => sum + connections, 0);
    this.durationMs = scenario.load.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
    this.targets = scenario.targets.map(({ name, connections, expectDrop }) => ({
      name,
      connections,
      expectsDrops: expectDrop !== undefined,
      open: 0,
      opening: 0,
      unproven: 0,
      opened: 0,
      refused: 0,
      dropped: 0,
      lateReplies: 0,
      idleMsMax: 0,
      rtt: new Histogram(),
      openTimes: new Histogram(),
    }));
  }

  add(record: IntervalRecord | NoteRecord, shard: number): void {
    this.atMs = Math.max(this.atMs, record.atMs);
    if (record.type === 'note') {
      if (record.kind === 'phase') this.phase = record.phase;
      return;
    }
    this.#latest[shard] = record;
    this.lagMsMax = Math.max(this.lagMsMax, record.generator.lagMs);
    this.cpuMs += record.generator.cpuMs;
    this.rssBytes = this.#sum(({ generator }) => generator.rssBytes);
    this.openFiles = this.#sum(({ generator }) => generator.openFiles);
    for (const [index, target] of this.targets.entries()) {
      const seen = record.targets[index]!;
      target.opened += seen.opened;
      target.refused += seen.refused;
      target.dropped += seen.dropped;
      target.lateReplies += seen.late ?? 0;
      target.open = this.#sum(({ targets }) => targets[index]!.open);
      target.opening = this.#sum(({ targets }) => targets[index]!.opening);
      target.unproven = this.#sum(({ targets }) => targets[index]!.unproven);
      target.idleMsMax = Math.max(...this.#known().map(({ targets }) => targets[index]!.idleMsMax));
      if (seen.rttUs !== undefined) target.rtt.add(seen.rttUs);
      if (seen.openUs !== undefined) target.openTimes.add(seen.openUs);
    }
    if (shard === 0) this.#remember();
  }

  get name(): string {
    return this.scenario.name;
  }

  get open(): number {
    return this.targets.reduce((sum, { open }) => sum + open, 0);
  }

  get unwanted(): number {
    return this.targets.reduce((sum, numbers) => sum + FIGURES.drops.soFar(numbers), 0);
  }

  get refused(): number {
    return this.targets.reduce((sum, { refused }) => sum + refused, 0);
  }

  get opened(): number {
    return this.targets.reduce((sum, { opened }) => sum + opened, 0);
  }

  #remember(): void {
    this.openHistory.push(this.open);
    // Days of seconds are thinned to halves: the line shows the shape, not each second.
    if (this.openHistory.length > 4_096) {
      const halved = this.openHistory.filter((_, index) => index % 2 === 0);
      this.openHistory.splice(0, this.openHistory.length, ...halved);
    }
  }

  #known(): IntervalRecord[] {
    return this.#latest.filter((record) => record !== undefined);
  }

  #sum(pick: (record: IntervalRecord) => number): number {
    return this.#known().reduce((sum, record) => sum + pick(record), 0);
  }
}
