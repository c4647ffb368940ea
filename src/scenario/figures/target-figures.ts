/** What a run leaves of one target, or of several together. */
export interface TargetNumbers {
  readonly connections: number;
  readonly opened: number;
  readonly refused: number;
  /** Unexpected drops. */
  readonly dropped: number;
  /** Of `dropped`: without an explanation. */
  readonly unexplained: number;
  /** Of `dropped`: silent. */
  readonly blackholes: number;
  readonly expectedDrops: number;
  /** Connections of targets with `expect-drop` that did not end as expected. */
  readonly missingExpected: number;
  readonly openAtEnd: number;
  readonly unverified: number;
  readonly unknown: number;
  readonly unproven: number;
  /** Replies that came, and those of them that came after their deadline. */
  readonly replies: number;
  readonly lateReplies: number;
  /** Configured limits on its way that the run tested: some connection reached them, or ended before them. */
  readonly limitsTested: number;
  /** Of those: before which connections ended, and nothing else explains them. */
  readonly limitsBrokenEarly: number;
  /** Of those: which connections outlived. */
  readonly limitsNotEnforced: number;
  /** Time that all connections together were open. */
  readonly heldMs: number;
}

/** What is known of one target during the run; each shard reports it every second. */
export interface LiveNumbers {
  readonly connections: number;
  /** Its drops are expected (`expect-drop`). */
  readonly expectsDrops: boolean;
  readonly open: number;
  readonly opening: number;
  readonly unproven: number;
  readonly opened: number;
  readonly refused: number;
  readonly dropped: number;
  readonly lateReplies: number;
  readonly idleMsMax: number;
}

/** Totals that explaining brings, by the labels of their series. */
export type LabelledTotal = 'refused' | 'dropped' | 'expected' | 'explained';

interface LiveSeries {
  readonly name: `soak_${string}`;
  readonly type: 'gauge' | 'counter';
  readonly labels: readonly string[];
  /** One sample per target: its value, and how several targets become one. */
  readonly value?: (numbers: LiveNumbers) => number;
  readonly fold?: 'sum' | 'max';
  /** Or samples by all labels. */
  readonly totals?: LabelledTotal;
}

interface Figure {
  readonly help: string;
  /** What it counts of a target at the end. Several targets are added up. */
  readonly count?: (numbers: TargetNumbers) => number;
  /** What a share of it is taken of. A figure that has it can be a threshold; without any there is no data. */
  readonly outOf?: (numbers: TargetNumbers) => number;
  /** Why there is nothing that it could be a share of, where that is not for want of connections. */
  readonly withoutData?: string;
  /** It can be asked for per 1,000 connection-hours too, also under this name. */
  readonly perHours?: { readonly name: string; readonly help: string };
  /** During the run. It never falls, so a threshold that it breaks stays broken and may abort the run. */
  readonly soFar?: (numbers: LiveNumbers) => number;
  /** Its metric during the run. */
  readonly live?: LiveSeries;
  /** Its metric at the end. */
  readonly atEnd?: `soak_run_${string}`;
}

const BY_TARGET = { labels: ['target'], fold: 'sum' } as const;

/**
 * What soak counts of a target, once. A threshold reads `count` and `outOf`, `abort: true` reads `soFar`, and the
 * schema, the metrics and docs/metrics.md are made of the rest. The key is the figure's name in a threshold.
 */
export const FIGURES = {
  drops: {
    help: 'Connections that ended unexpectedly',
    count: ({ dropped }) => dropped,
    outOf: knownOf,
    perHours: { name: 'drops-per-1000h', help: 'Unexpected drops per 1,000 connection-hours' },
    soFar: ({ dropped, expectsDrops }) => (expectsDrops ? 0 : dropped),
    live: {
      name: 'soak_drops_total',
      type: 'counter',
      labels: ['target', 'ending', 'hop'],
      totals: 'dropped',
    },
    atEnd: 'soak_run_dropped',
  },
  'unexplained-drops': {
    help: 'Unexpected drops that no limit or event of the path explains',
    count: ({ unexplained }) => unexplained,
    outOf: knownOf,
    atEnd: 'soak_run_unexplained_drops',
  },
  'explained-drops': {
    help: 'Unexpected drops by the cause that explains them at present',
    live: {
      name: 'soak_drops_explained',
      type: 'gauge',
      labels: ['target', 'hop', 'setting', 'certainty'],
      totals: 'explained',
    },
  },
  'connect-failures': {
    help: 'Dials that did not become a connection',
    count: ({ refused }) => refused,
    outOf: ({ opened, refused }) => opened + refused,
    soFar: ({ refused }) => refused,
    live: {
      name: 'soak_refused_total',
      type: 'counter',
      labels: ['target', 'reason'],
      totals: 'refused',
    },
    atEnd: 'soak_run_refused',
  },
  blackholes: {
    help: 'Unexpected drops that gave no sign',
    count: ({ blackholes }) => blackholes,
    outOf: knownOf,
    atEnd: 'soak_run_blackholes',
  },
  unverified: {
    help: 'Connections that were open at the end, without a proof of life',
    count: ({ unverified }) => unverified,
    outOf: ({ opened }) => opened,
    atEnd: 'soak_run_unverified',
  },
  unproven: {
    help: 'Connections that opened and never received a byte',
    count: ({ unproven }) => unproven,
    outOf: ({ opened }) => opened,
    live: {
      name: 'soak_connections_unproven',
      type: 'gauge',
      ...BY_TARGET,
      value: ({ unproven }) => unproven,
    },
    atEnd: 'soak_run_unproven',
  },
  'late-replies': {
    help: 'Replies that came after their deadline (within)',
    count: ({ lateReplies }) => lateReplies,
    outOf: ({ replies }) => replies,
    withoutData: 'no reply was asked for',
    soFar: ({ lateReplies }) => lateReplies,
    live: {
      name: 'soak_late_replies_total',
      type: 'counter',
      ...BY_TARGET,
      value: ({ lateReplies }) => lateReplies,
    },
    atEnd: 'soak_run_late_replies',
  },
  'missing-expected-drops': {
    help: 'Connections that did not end as expect-drop says',
    count: ({ missingExpected }) => missingExpected,
    outOf: ({ opened }) => opened,
    atEnd: 'soak_run_missing_expected_drops',
  },
  'limits-broken-early': {
    help: 'Configured limits before which connections ended, and nothing else explains them',
    count: ({ limitsBrokenEarly }) => limitsBrokenEarly,
    outOf: ({ limitsTested }) => limitsTested,
    withoutData: 'no connection reached a limit',
    atEnd: 'soak_run_limits_broken_early',
  },
  'limits-not-enforced': {
    help: 'Configured limits that connections outlived',
    count: ({ limitsNotEnforced }) => limitsNotEnforced,
    outOf: ({ limitsTested }) => limitsTested,
    withoutData: 'no connection reached a limit',
    atEnd: 'soak_run_limits_not_enforced',
  },
  'expected-drops': {
    help: 'Connections that ended as expect-drop says',
    count: ({ expectedDrops }) => expectedDrops,
    live: {
      name: 'soak_expected_drops_total',
      type: 'counter',
      labels: ['target', 'ending', 'hop'],
      totals: 'expected',
    },
    atEnd: 'soak_run_expected_drops',
  },
  wanted: {
    help: 'Connections that the scenario holds at its peak',
    count: ({ connections }) => connections,
    live: {
      name: 'soak_connections_wanted',
      type: 'gauge',
      ...BY_TARGET,
      value: ({ connections }) => connections,
    },
    atEnd: 'soak_run_wanted',
  },
  opened: {
    help: 'Connections that opened',
    count: ({ opened }) => opened,
    live: {
      name: 'soak_opened_total',
      type: 'counter',
      ...BY_TARGET,
      value: ({ opened }) => opened,
    },
    atEnd: 'soak_run_opened',
  },
  open: {
    help: 'Connections that are open',
    live: {
      name: 'soak_connections_open',
      type: 'gauge',
      ...BY_TARGET,
      value: ({ open }) => open,
    },
  },
  opening: {
    help: 'Dials in progress',
    live: {
      name: 'soak_connections_opening',
      type: 'gauge',
      ...BY_TARGET,
      value: ({ opening }) => opening,
    },
  },
  idle: {
    help: 'Longest silence of a connection that is open',
    live: {
      name: 'soak_connections_idle_seconds_max',
      type: 'gauge',
      labels: ['target'],
      fold: 'max',
      value: ({ idleMsMax }) => idleMsMax / 1_000,
    },
  },
  proven: {
    help: 'Connections that answered at the end',
    count: ({ openAtEnd }) => openAtEnd,
    atEnd: 'soak_run_proven',
  },
  unknown: {
    help: 'Connections whose end is not known: the journal of their shard stops before it',
    count: ({ unknown }) => unknown,
    atEnd: 'soak_run_unknown',
  },
} as const satisfies Readonly<Record<string, Figure>>;

type FigureName = keyof typeof FIGURES;

/** Figures that can be thresholds. */
export type CountedFigure = {
  [Name in FigureName]: (typeof FIGURES)[Name] extends { readonly outOf: unknown } ? Name : never;
}[FigureName];

/** A figure that can be a threshold. */
type ThresholdFigure = Figure & Required<Pick<Figure, 'count' | 'outOf'>>;

/** Every figure with its name, in the order of the table. */
export const ALL_FIGURES: readonly (readonly [name: string, figure: Figure])[] =
  Object.entries(FIGURES);

/** Those that can be thresholds. */
export const THRESHOLD_FIGURES = ALL_FIGURES.filter(
  ([, { outOf }]) => outOf !== undefined,
) as readonly (readonly [name: CountedFigure, figure: ThresholdFigure])[];

/** The figure of a threshold. */
export function thresholdFigure(name: CountedFigure): ThresholdFigure {
  return FIGURES[name];
}

/** Connections of which the run knows what became: still open without a proof of life is not survival. */
export function knownOf({ opened, unverified, unknown }: TargetNumbers): number {
  return opened - unverified - unknown;
}
