/** A family of metrics: what Prometheus scrapes during a run (`live`), or what the run leaves at its end. */
export interface Series {
  /** With its base unit and, for a counter, `_total`, as Prometheus wants it. */
  readonly name: `soak_${string}`;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
}

/** Percentiles that a run leaves of each latency; the last one is the maximum. */
export const PERCENTILES = ['p50', 'p99', 'p999', 'max'] as const;
