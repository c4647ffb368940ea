import type { Beat, Scenario, Target, Traffic } from '../../scenario/scenario.ts';

const HOUR_MS = 3_600_000;

const SILENT: Traffic = { onOpen: [], beats: [] };

const TCP: Target = {
  name: 'game',
  address: { transport: 'tcp', host: '192.0.2.1', port: 80 },
  connections: 100,
  via: [],
  traffic: SILENT,
  onDrop: { kind: 'leave' },
  finalProbe: { kind: 'off' },
  openTimeoutMs: 10_000,
};

const WSS: Target = {
  ...TCP,
  name: 'chat',
  address: {
    transport: 'wss',
    host: 'chat.example.com',
    port: 443,
    path: '/',
    headers: {},
    subprotocols: [],
  },
};

/** A target that sends a ping so often. */
function pinging(target: Target, everyMs: number): Target {
  const beat: Beat = {
    say: { kind: 'ping' },
    expect: { kind: 'pong' },
    withinMs: 5_000,
    everyMs,
    jitter: 0,
  };
  return { ...target, traffic: { ...target.traffic, beats: [beat] } };
}

/** A hold of this length with these targets, on a way that only manifests describe. */
function planOf(targets: readonly Target[], holdMs = 3 * HOUR_MS): Scenario {
  return {
    name: 'night',
    description: '',
    seed: 1,
    path: { hops: [] },
    targets,
    load: { stages: [{ durationMs: holdMs, share: 1 }], drainMs: 0, openingMax: 100 },
    source: { addresses: [] },
    thresholds: [],
    events: [],
    report: { folder: 'reports', formats: [] },
  };
}

interface Pair {
  readonly wrong?: Scenario;
  readonly right?: Scenario;
}

const lively = planOf([pinging(TCP, 60_000)]);

/** What the manifests of a rule are checked with, for the rules that need a scenario. */
export const PLANS: Readonly<Record<string, Pair>> = {
  'NGX-READ-TIMEOUT-LT-HEARTBEAT': { right: planOf([pinging(WSS, 600_000)]) },
  'NGX-WORKER-CONNECTIONS': {
    wrong: planOf([{ ...pinging(WSS, 20_000), connections: 50_000 }]),
    right: planOf([{ ...pinging(WSS, 20_000), connections: 50_000 }]),
  },
  'LB-CONNECTION-LIMIT': { wrong: lively, right: lively },
  'CLIENT-HEARTBEAT-VS-PATH': { wrong: planOf([pinging(TCP, 1_200_000), TCP]), right: lively },
  'CLIENT-TCP-KEEPALIVE-ONLY': {
    wrong: planOf([{ ...TCP, traffic: { ...SILENT, keepaliveMs: 300_000 } }]),
    right: lively,
  },
  'CLIENT-KEEPALIVE-HIDES-BALANCER': {
    wrong: planOf([{ ...TCP, traffic: { ...SILENT, keepaliveMs: 300_000 } }]),
    right: lively,
  },
  'CLIENT-EXPECT-DROP-UNREACHABLE': {
    wrong: planOf([
      { ...TCP, expectDrop: { axis: 'idle', atMs: 2 * HOUR_MS, toleranceMs: 5_000 } },
      { ...TCP, name: 'late', expectDrop: { axis: 'idle', atMs: 9 * HOUR_MS, toleranceMs: 5_000 } },
    ]),
    right: planOf([
      { ...TCP, expectDrop: { axis: 'idle', atMs: 900_000, toleranceMs: 15_000, by: 'balancer' } },
    ]),
  },
  'PATH-CAPACITY': {
    wrong: planOf([{ ...pinging(WSS, 20_000), connections: 50_000 }]),
    right: planOf([{ ...pinging(WSS, 20_000), connections: 50_000 }]),
  },
  'CLIENT-AGE-VS-PATH': {
    wrong: planOf([pinging(WSS, 20_000)]),
    right: planOf([pinging(WSS, 20_000)]),
  },
};
