import { Prng } from '../../base/prng.ts';
import type { NoteRecord } from '../../journal/record.ts';
import type { Limit, Path } from '../../path/path.ts';
import type { Scenario, Threshold } from '../../scenario/scenario.ts';
import { catalogued, heartbeat, pathOf, target } from '../explain/fixtures.ts';
import { scenarioOf } from '../scenarios.ts';
import type { SimFault } from '../sim-fault.ts';
import type { Night } from './recorded-run.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const RAMP_MS = 10 * MINUTE_MS;
const HOLD_MS = 3 * HOUR_MS + 5 * MINUTE_MS;
const RELOAD_AT_MS = 83 * MINUTE_MS;
const RESTART_AT_MS = 130 * MINUTE_MS;

const INGRESS_MS = {
  'proxy-read-timeout': 3 * HOUR_MS,
  'proxy-send-timeout': 3 * HOUR_MS,
  'worker-shutdown-timeout': 240_000,
};

const PATH: Path = withSources(
  pathOf(
    catalogued('slb', 'alibaba-slb', { 'established-timeout': 900_000 }),
    catalogued('ingress', 'ingress-nginx', INGRESS_MS),
    catalogued('node', 'conntrack'),
    catalogued('pod', 'pod'),
  ),
);

/** 3 h 15 min with five causes: an idle timeout, a reload, a read timeout, a pod restart, and noise. */
export function fiveCauses({ scale = 1 } = {}): Night {
  const some = (count: number) => Math.max(1, Math.round(count * scale));
  const noise = new Prng(11);
  const resets = Array.from(
    { length: some(7) },
    (): SimFault => ({
      atMs: noise.between(RAMP_MS, RAMP_MS + HOLD_MS),
      hop: 'slb',
      kind: 'rst',
      count: 1,
      target: noise.chance(0.5) ? 'tcp-80' : 'wss-443',
    }),
  );
  return {
    scenario: nightScenario({
      'tcp-80': some(2_400),
      'tcp-80-silent': some(60),
      'wss-443': some(2_400),
      'wss-443-quiet': some(48),
    }),
    seed: 7,
    faults: [
      { atMs: RELOAD_AT_MS, hop: 'ingress', kind: 'reload', count: some(70), target: 'wss-443' },
      { atMs: RESTART_AT_MS, hop: 'pod', kind: 'close-frame', count: some(15), target: 'wss-443' },
      ...resets,
    ],
    events: [
      mark(RELOAD_AT_MS, 'ingress reload', { hop: 'ingress', event: 'reload' }),
      mark(RESTART_AT_MS, 'pod restart', { hop: 'pod', event: 'backend-stop' }),
    ],
    stalls: [[150 * MINUTE_MS, 150 * MINUTE_MS + 1_800]],
  };
}

/** Everything is held for an hour. */
export function cleanPass({ scale = 1 } = {}): Night {
  const scenario = nightScenario({
    'tcp-80': Math.round(2_400 * scale),
    'wss-443': Math.round(2_400 * scale),
  });
  const stages = [
    { durationMs: MINUTE_MS, share: 1 },
    { durationMs: HOUR_MS, share: 1 },
  ];
  return {
    scenario: { ...scenario, load: { ...scenario.load, stages } },
    seed: 8,
    faults: [],
    events: [],
    stalls: [],
  };
}

type Counts = Readonly<Record<string, number>>;

function nightScenario(counts: Counts): Scenario {
  const traffic = {
    'tcp-80': { beats: [heartbeat(300_000)] },
    'tcp-80-silent': {},
    'wss-443': { beats: [heartbeat(30_000)] },
    'wss-443-quiet': { keepaliveMs: 300_000 },
  };
  const targets = Object.entries(traffic).flatMap(([name, says]) => {
    const connections = counts[name];
    if (connections === undefined) return [];
    const transport = name.startsWith('tcp') ? 'tcp' : 'wss';
    return target(name, transport, PATH, {
      connections,
      traffic: says,
      finalProbe: { kind: 'ask', ask: heartbeat(1_000) },
    });
  });
  return {
    ...scenarioOf({ path: PATH, targets, rampMs: RAMP_MS, holdMs: HOLD_MS, openingMax: 20_000 }),
    name: 'slb-tcp-wss-3h',
    description: 'Holds TCP and WSS connections for three hours',
    thresholds: THRESHOLDS,
  };
}

const THRESHOLDS: readonly Threshold[] = [
  {
    expression: 'drops < 0.1% with 95% confidence',
    metric: 'drops',
    operator: '<',
    value: 0.001,
    unit: 'share',
    confidence: 0.95,
    abort: false,
  },
  {
    expression: 'unexplained drops == 0',
    metric: 'unexplained-drops',
    operator: '==',
    value: 0,
    unit: 'count',
    abort: false,
  },
  {
    expression: 'rtt p99 < 250ms',
    metric: { latency: 'rtt', percentile: 99 },
    operator: '<',
    value: 250,
    unit: 'ms',
    abort: false,
  },
];

function mark(atMs: number, label: string, about: { hop: string; event: string }): NoteRecord {
  return { type: 'note', kind: 'event', atMs, label, source: 'mark', ...about };
}

/** Gives some limits another source than the vendor's default, as a scenario would. */
function withSources(path: Path): Path {
  const at = { file: 'slb-3h.scenario.yaml', line: 12, column: 5 };
  const sourced = (limit: Limit): Limit => {
    switch (limit.setting) {
      case 'proxy-read-timeout':
      case 'proxy-send-timeout':
        return { ...limit, source: { kind: 'manifest', at: { ...at, file: 'ingress.yaml' } } };
      case 'EstablishedTimeout':
        return { ...limit, source: { kind: 'scenario', at } };
      default:
        return limit;
    }
  };
  return { hops: path.hops.map((hop) => ({ ...hop, limits: hop.limits.map(sourced) })) };
}
