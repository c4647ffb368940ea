import type { Prng } from '../../base/prng.ts';
import type { ExplainContext, PathEventMark } from '../../explain/drop.ts';
import type { Effect, Hop, Path } from '../../path/path.ts';
import type { Target } from '../../scenario/scenario.ts';
import { catalogued, heartbeat, ingress, pathOf, pod, slb, target } from './fixtures.ts';

/** Something that happens once to the path, and whose fault it is. */
export interface Mishap {
  readonly atMs: number;
  readonly kind: 'reload' | 'kill' | 'lose-state' | 'silence' | 'backend-close' | 'close-frame';
  readonly hop: string;
  /** Share of the connections on the hop that it hits. */
  readonly share: number;
  /** The explanation is told of it. */
  readonly marked: boolean;
}

/** A path, what runs over it, and what will go wrong: the truth that an explanation is held against. */
export interface TruthWorld {
  readonly path: Path;
  readonly targets: readonly Target[];
  readonly mishaps: readonly Mishap[];
  readonly durationMs: number;
  readonly context: ExplainContext;
}

const TIMES_S = [15, 30, 45, 60, 90, 100, 240, 300, 350, 600, 900, 3_600];
const BEATS_S = [5, 10, 30, 60, 100, 300, 1_000];

/** A random world: one to five limits, two targets, no to three mishaps. */
export function truthWorld(prng: Prng): TruthWorld {
  const durationMs = prng.between(1_200_000, 3 * 3_600_000);
  const path = pathOf(...hopsOf(prng));
  const targets = (['tcp', 'wss'] as const).map((transport) =>
    target(transport, transport, path, {
      traffic: trafficOf(prng),
      finalProbe: prng.chance(0.5)
        ? { kind: 'ask', ask: { say: { kind: 'ping' }, expect: { kind: 'pong' }, withinMs: 5_000 } }
        : { kind: 'off' },
    }),
  );
  const mishaps = Array.from({ length: prng.index(4) }, () => mishapOf(prng, path, durationMs));
  const events = mishaps.filter(({ marked }) => marked).map(markOf);
  return {
    path,
    targets,
    mishaps,
    durationMs,
    context: { path, targets, events, stalls: [], durationMs },
  };
}

function hopsOf(prng: Prng): Hop[] {
  const hops = [balancer(prng)];
  const node = catalogued('node', 'conntrack', {
    'established-timeout': prng.chance(0.3) ? seconds(prng) : 86_400_000,
  });
  const nodeFirst = prng.chance(0.5);
  if (nodeFirst) hops.push(node);
  hops.push(ingress({ 'proxy-read-timeout': seconds(prng), 'proxy-send-timeout': seconds(prng) }));
  if (!nodeFirst && prng.chance(0.5)) hops.push(node);
  hops.push(
    pod({
      ...(prng.chance(0.3) ? { 'idle-timeout': seconds(prng) } : {}),
      ...(prng.chance(0.2) ? { 'max-age': seconds(prng) } : {}),
    }),
  );
  return hops;
}

function balancer(prng: Prng): Hop {
  if (prng.chance(0.35))
    return catalogued('slb', 'haproxy', {
      'timeout-client': seconds(prng),
      'hard-stop-after': 30_000,
    });
  const effects: readonly Effect[] = ['rst', 'rst-on-next-packet', 'silent'];
  return slb(seconds(prng), [effects[prng.index(3)]!]);
}

function seconds(prng: Prng): number {
  return TIMES_S[prng.index(TIMES_S.length)]! * 1000;
}

function trafficOf(prng: Prng): Partial<Target['traffic']> {
  const keepalive = prng.chance(0.2) ? { keepaliveMs: 20_000 } : {};
  if (prng.chance(0.35)) return keepalive;
  const everyMs = BEATS_S[prng.index(BEATS_S.length)]! * 1000;
  return { ...keepalive, beats: [heartbeat(everyMs, Math.min(5_000, everyMs / 2))] };
}

function mishapOf(prng: Prng, path: Path, durationMs: number): Mishap {
  const kinds: readonly Mishap['kind'][] = [
    'reload',
    'kill',
    'lose-state',
    'silence',
    'backend-close',
    'close-frame',
  ];
  const kind = kinds[prng.index(kinds.length)]!;
  return {
    kind,
    hop: hopFor(kind, prng, path),
    atMs: prng.between(400_000, durationMs),
    share: prng.chance(0.5) ? 1 : prng.between(0.1, 0.9),
    marked: prng.chance(0.5),
  };
}

function hopFor(kind: Mishap['kind'], prng: Prng, path: Path): string {
  const balancerHop = path.hops[1]!;
  switch (kind) {
    case 'reload':
      return 'ingress';
    case 'kill':
      return balancerHop.kind === 'haproxy' && prng.chance(0.5) ? 'slb' : 'ingress';
    case 'lose-state':
      return balancerHop.kind === 'haproxy' ? 'pod' : 'slb';
    case 'silence':
      return path.hops[1 + prng.index(path.hops.length - 1)]!.id;
    case 'backend-close':
    case 'close-frame':
      return 'pod';
  }
}

function markOf({ atMs, kind, hop }: Mishap): PathEventMark {
  return { atMs, label: `${kind} of ${hop}`, hop, event: kind };
}
