import type { Hop, Limit, Path } from '../path/path.ts';
import type { Beat, Exchange, Scenario, Target } from '../scenario/scenario.ts';

/** A limit for tests: an idle timeout of 60 s that sends FIN, unless told otherwise. */
export function limitOf(overrides: Partial<Limit> = {}): Limit {
  return {
    setting: 'idle-timeout',
    afterMs: 60_000,
    resetBy: 'bytes',
    startsAt: 'last-reset',
    effects: ['fin'],
    earlyMs: 80,
    lateMs: 250,
    verified: 'measured',
    source: { kind: 'vendor-default', reference: 'a test' },
    ...overrides,
  };
}

export function hopOf(id: string, limits: readonly Limit[], kind = 'custom'): Hop {
  return { id, kind, role: 'load-balancer', limits };
}

export function heartbeatOf(everyMs: number, overrides: Partial<Beat> = {}): Beat {
  return {
    say: { kind: 'bytes', hex: '50494e470a', text: true },
    expect: { kind: 'any' },
    withinMs: Math.min(everyMs, 10_000),
    everyMs,
    jitter: 0,
    ...overrides,
  };
}

const ASK: Exchange = {
  say: { kind: 'bytes', hex: '0a', text: true },
  expect: { kind: 'any' },
  withinMs: 3_000,
};

/** 100 silent TCP connections over every hop of the path, unless told otherwise. */
export function targetOf(path: Path, overrides: Partial<Target> = {}): Target {
  return {
    name: 'tcp-80',
    address: { transport: 'tcp', host: '192.0.2.80', port: 80 },
    connections: 100,
    via: path.hops.map(({ id }) => id),
    traffic: { onOpen: [], beats: [] },
    onDrop: { kind: 'leave' },
    finalProbe: { kind: 'ask', ask: ASK },
    openTimeoutMs: 30_000,
    ...overrides,
  };
}

interface Options {
  readonly path?: Path;
  readonly targets?: readonly Target[];
  readonly rampMs?: number;
  readonly holdMs?: number;
  readonly seed?: number;
  readonly openingMax?: number;
  readonly drainMs?: number;
}

export function scenarioOf(options: Options = {}): Scenario {
  const { path = { hops: [] }, rampMs = 1_000, holdMs = 60_000, seed = 1 } = options;
  return {
    name: 'test',
    description: '',
    seed,
    path,
    targets: options.targets ?? [targetOf(path)],
    load: {
      stages: [
        { durationMs: rampMs, share: 1 },
        { durationMs: holdMs, share: 1 },
      ],
      drainMs: options.drainMs ?? 1_000,
      openingMax: options.openingMax ?? 1_000,
    },
    source: { addresses: [] },
    thresholds: [],
    events: [],
    report: { folder: 'reports', formats: [] },
  };
}
