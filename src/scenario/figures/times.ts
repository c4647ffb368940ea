import type { Series } from './series.ts';

/** Times that are measured as histograms: a threshold names a percentile of them, `rtt p99`. */
export const LATENCIES = {
  rtt: {
    help: 'Round-trip time of heartbeats, from the intended send time',
    live: 'soak_rtt_seconds',
    atEnd: 'soak_run_rtt',
  },
  connect: {
    help: 'Time from dial to open, with TLS, upgrade and login',
    live: 'soak_connect_seconds',
    atEnd: 'soak_run_connect',
  },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly help: string;
      readonly live: Series['name'];
      readonly atEnd: Series['name'];
    }
  >
>;

export type Latency = keyof typeof LATENCIES;

export const LATENCY_NAMES = Object.keys(LATENCIES) as [Latency, ...Latency[]];

/** A time that is measured once per event: the slowest event counts. */
export const RECOVERY = {
  name: 'recovery',
  help: 'Time from each event until every connection that it dropped is open again',
} as const;
