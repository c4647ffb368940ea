import type { Series } from './series.ts';

/** What a run as a whole leaves. */
export interface RunNumbers {
  readonly passed: boolean;
  readonly exitCode: number;
  readonly complete: boolean;
  readonly durationMs: number;
  readonly connectionHours: number;
  readonly stalledMs: number;
}

/** What is known of the run, and of the generator, while it goes on. */
export interface LiveRunNumbers {
  readonly startedAtMs: number;
  readonly atMs: number;
  readonly plannedMs: number;
  /** How late the last tick of each shard was, at worst. */
  readonly lagMs: number;
  readonly stalledMs: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly openFiles: number;
}

interface RunFigure {
  readonly help: string;
  readonly live?: {
    readonly name: Series['name'];
    readonly type: 'gauge' | 'counter';
    readonly value: (numbers: LiveRunNumbers) => number;
  };
  readonly atEnd?: {
    readonly name: Series['name'];
    readonly value: (numbers: RunNumbers) => number;
  };
}

/** What soak measures of a run as a whole, and of itself. A new one is an entry. */
export const RUN_FIGURES: readonly RunFigure[] = [
  { help: '1 during the run', live: { name: 'soak_up', type: 'gauge', value: () => 1 } },
  {
    help: 'Start of the run, in seconds since 1970',
    live: {
      name: 'soak_start_timestamp_seconds',
      type: 'gauge',
      value: ({ startedAtMs }) => startedAtMs / 1_000,
    },
  },
  {
    help: 'Time since the start of the run',
    live: { name: 'soak_elapsed_seconds', type: 'gauge', value: ({ atMs }) => atMs / 1_000 },
  },
  {
    help: 'Planned length of the run, without the drain',
    live: {
      name: 'soak_planned_seconds',
      type: 'gauge',
      value: ({ plannedMs }) => plannedMs / 1_000,
    },
  },
  {
    help: '1 when every threshold held',
    atEnd: { name: 'soak_run_passed', value: ({ passed }) => (passed ? 1 : 0) },
  },
  {
    help: 'Exit code of soak',
    atEnd: { name: 'soak_run_exit_code', value: ({ exitCode }) => exitCode },
  },
  {
    help: '1 when every shard wrote its last record',
    atEnd: { name: 'soak_run_complete', value: ({ complete }) => (complete ? 1 : 0) },
  },
  {
    help: 'Length of the run',
    atEnd: { name: 'soak_run_duration_seconds', value: ({ durationMs }) => durationMs / 1_000 },
  },
  {
    help: 'Time that all connections together were open',
    atEnd: {
      name: 'soak_run_connection_seconds',
      value: ({ connectionHours }) => connectionHours * 3_600,
    },
  },
  {
    help: 'How late the last tick of a shard was, at worst',
    live: {
      name: 'soak_generator_lag_seconds',
      type: 'gauge',
      value: ({ lagMs }) => lagMs / 1_000,
    },
  },
  {
    help: 'Time for which the load generator itself stalled',
    live: {
      name: 'soak_generator_stalled_seconds_total',
      type: 'counter',
      value: ({ stalledMs }) => stalledMs / 1_000,
    },
    atEnd: {
      name: 'soak_run_generator_stalled_seconds',
      value: ({ stalledMs }) => stalledMs / 1_000,
    },
  },
  {
    help: 'CPU time of all shards',
    live: {
      name: 'soak_generator_cpu_seconds_total',
      type: 'counter',
      value: ({ cpuMs }) => cpuMs / 1_000,
    },
  },
  {
    help: 'Resident memory of all shards',
    live: {
      name: 'soak_generator_resident_memory_bytes',
      type: 'gauge',
      value: ({ rssBytes }) => rssBytes,
    },
  },
  {
    help: 'Open files of all shards',
    live: {
      name: 'soak_generator_open_files',
      type: 'gauge',
      value: ({ openFiles }) => openFiles,
    },
  },
];

/** Series with labels of their own, whose samples come from more than one number. */
export const LABELLED = {
  info: {
    name: 'soak_info',
    type: 'gauge',
    labels: ['version', 'scenario', 'run'],
    help: 'Always 1; its labels say what is running',
  },
  phase: {
    name: 'soak_phase',
    type: 'gauge',
    labels: ['phase'],
    help: '1 for the phase that the run is in',
  },
  events: {
    name: 'soak_events_total',
    type: 'counter',
    labels: ['source'],
    help: 'Events on the path that the run recorded',
  },
  lastEvent: {
    name: 'soak_last_event_timestamp_seconds',
    type: 'gauge',
    labels: ['source'],
    help: 'Time of the last event, in seconds since 1970',
  },
} as const satisfies Readonly<Record<string, Series>>;

/** The same, of what a run leaves. */
export const LABELLED_AT_END = {
  thresholds: {
    name: 'soak_run_threshold_ok',
    type: 'gauge',
    labels: ['expression'],
    help: '1 when the threshold held',
  },
  limits: {
    name: 'soak_run_limits',
    type: 'gauge',
    labels: ['outcome'],
    help: 'Configured limits of the path by their outcome',
  },
  causes: {
    name: 'soak_run_drops_by_cause',
    type: 'gauge',
    labels: ['target', 'hop', 'setting', 'certainty', 'expected'],
    help: 'Drops by their cause',
  },
} as const satisfies Readonly<Record<string, Series>>;
