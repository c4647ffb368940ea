import { Prng } from '../../base/prng.ts';
import { hopsOnTheWay } from '../../path/build.ts';
import { terminationOf } from '../../path/hop-facts.ts';
import { HOP_KINDS, hopKind } from '../../path/kinds/all.ts';
import type { Effect, Hop, HopRole, Limit, Path } from '../../path/path.ts';
import { TRANSPORT_KINDS, type TransportKind } from '../../path/transport.ts';
import type { Beat, Fault, Scenario, Target, Traffic } from '../../scenario/scenario.ts';
import { catalogued, hop, limit, target } from '../explain/fixtures.ts';
import { scenarioOf } from '../scenarios.ts';

/** A scenario of one target on a random path, and the path as it is in truth. */
export interface RandomWay {
  readonly seed: number;
  readonly scenario: Scenario;
  /** As in the scenario, but whether each balancer terminates TCP is settled. */
  readonly truth: Path;
}

const TIMES_S = [4, 7, 10, 15, 20, 30, 45, 60, 90];
const PERIODS_S = [1, 2, 3, 5, 8, 12, 18, 25, 40, 55];
const RESETS: readonly Limit['resetBy'][] = [
  'packets',
  'packets',
  'bytes',
  'bytes-to-backend',
  'bytes-to-client',
  'nothing',
];
const EFFECTS: readonly Effect[] = [
  'fin',
  'close-notify',
  'rst',
  'rst-on-next-packet',
  'silent',
  'close-frame',
];

/** Balancers, tables, an ingress and a backend at random, and traffic that may or may not keep its limits away. */
export function randomWay(seed: number): RandomWay {
  const prng = new Prng(seed);
  const transport = pick(prng, TRANSPORT_KINDS);
  const hops = [
    hop('client', 'generator', 'client'),
    ...some(prng, 0.7, () => vendor(prng, 'front', 'load-balancer')),
    ...some(prng, 0.5, () => vendor(prng, 'table', 'nat')),
    ...some(prng, 0.3, () => ownHop(prng, 'own')),
    ...some(prng, 0.6, () => vendor(prng, 'ingress', 'ingress')),
    ...some(prng, 0.5, () => vendor(prng, 'node', 'nat')),
    vendor(prng, 'pod', 'backend'),
  ];
  const passed = hops.map(({ id, kind }) => ({ id, carries: hopKind(kind)?.carries }));
  const path = { hops };
  const holdMs = 1_000 * prng.between(20, 150);
  const one = target('a', transport, path, {
    connections: 3,
    via: hopsOnTheWay(passed, transport).filter((id) => id !== 'client'),
    traffic: trafficOf(prng),
    finalProbe: prng.chance(0.5) ? { kind: 'off' } : { kind: 'ask', ask: beatOf(prng, transport) },
  });
  const faults = prng.chance(0.3) ? [reloadOf(path, prng, holdMs)] : [];
  const truth = { hops: hops.map((each) => settled(each, prng)) };
  return { seed, truth, scenario: scenarioWith(path, one, { seed, holdMs, faults }) };
}

function scenarioWith(
  path: Path,
  one: Target,
  { seed, holdMs, faults }: { seed: number; holdMs: number; faults: readonly Fault[] },
): Scenario {
  const scenario = scenarioOf({ path, targets: [one], rampMs: 500, holdMs, seed });
  return faults.length === 0 ? scenario : { ...scenario, lab: { faults } };
}

/** A hop of the catalogue, its limits at random values or at their defaults. */
function vendor(prng: Prng, id: string, role: HopRole): Hop {
  const kind = pick(
    prng,
    HOP_KINDS.filter((one) => one.role === role),
  );
  const values = kind.limits.flatMap(({ key, defaultMs }): [string, number][] =>
    defaultMs !== undefined && prng.chance(0.2) ? [] : [[key, 1_000 * pick(prng, TIMES_S)]],
  );
  const kept = prng.chance(0.8) ? values : values.slice(0, 1);
  return catalogued(id, kind.kind, Object.fromEntries(kept));
}

/** A hop that the scenario describes itself: any clock, any effect. */
function ownHop(prng: Prng, id: string): Hop {
  const limits = Array.from({ length: 1 + prng.index(2) }, (_, index) =>
    limit(`own-${index}`, 1_000 * pick(prng, TIMES_S), {
      resetBy: pick(prng, RESETS),
      startsAt: prng.chance(0.2) ? 'open' : 'last-reset',
      effects: [pick(prng, EFFECTS)],
    }),
  );
  const one = hop(id, 'custom', pick(prng, ['load-balancer', 'nat']), limits);
  return prng.chance(0.3) ? { ...one, endsTcp: prng.chance(0.5) } : one;
}

function trafficOf(prng: Prng): Traffic {
  const keepalive = prng.chance(0.5) ? { keepaliveMs: 1_000 * pick(prng, PERIODS_S) } : {};
  const count = prng.chance(0.4) ? 0 : 1 + prng.index(3);
  const beats = Array.from({ length: count }, () => beatOf(prng, 'tcp'));
  return { onOpen: [], beats, ...keepalive };
}

function beatOf(prng: Prng, transport: TransportKind): Beat {
  const everyMs = 1_000 * pick(prng, PERIODS_S);
  const isAnswered = transport !== 'tcp' || prng.chance(0.7);
  return {
    say: { kind: 'message', sizeBytes: 32 },
    expect: isAnswered ? { kind: 'echo' } : { kind: 'none' },
    withinMs: Math.min(everyMs, 3_000),
    everyMs,
    jitter: pick(prng, [0, 0, 0.1, 0.4]),
  };
}

function reloadOf({ hops }: Path, prng: Prng, holdMs: number): Fault {
  const ids = hops.filter(({ role }) => role !== 'client').map(({ id }) => id);
  return { atMs: Math.round(prng.between(2_000, holdMs)), hop: pick(prng, ids), kind: 'reload' };
}

/** A balancer that may or may not terminate TCP does one of the two. */
function settled(one: Hop, prng: Prng): Hop {
  return terminationOf(one) === 'maybe' ? { ...one, endsTcp: prng.chance(0.5) } : one;
}

function some(prng: Prng, share: number, make: () => Hop): readonly Hop[] {
  return prng.chance(share) ? [make()] : [];
}

function pick<T>(prng: Prng, among: readonly T[]): T {
  return among[prng.index(among.length)]!;
}
