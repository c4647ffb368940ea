import { Prng } from '../../base/prng.ts';
import type { NoteRecord } from '../../journal/record.ts';
import type { Hop, Path, PathEvent } from '../../path/path.ts';
import type { Scenario, Target, Traffic } from '../../scenario/scenario.ts';
import { heartbeat } from '../explain/fixtures.ts';
import { scenarioOf, targetOf } from '../scenarios.ts';
import type { SimFault, SimOrigin } from '../sim-fault.ts';
import type { SimOptions } from '../sim-network.ts';
import type { World } from '../simulate.ts';
import { quietPath, randomPath, truePath } from './swarm-path.ts';

/** One run of the swarm: what is simulated, and what the explanation is told besides. */
export interface SwarmWorld extends World {
  readonly seed: number;
  readonly marks: readonly NoteRecord[];
}

const BEATS_S = [5, 10, 30, 60, 100, 300, 1_000];

/** A world of this seed: a random path, targets, faults, marks and stalls. */
export function swarmWorld(seed: number): SwarmWorld {
  const prng = new Prng(seed);
  const path = randomPath(prng);
  const truth = truePath(path, prng);
  const holdMs = prng.between(1_200_000, 3 * 3_600_000);
  const origins = originsOf(prng);
  const blows = Array.from({ length: prng.index(4) }, () =>
    blowOf(truth, { prng, holdMs, origins }),
  );
  const strays = prng.chance(0.3) ? straysOf(truth, prng, holdMs) : [];
  const mistaken = prng.chance(0.1) ? [wrongMark(path, prng, holdMs)] : [];
  return {
    seed,
    scenario: scenarioWith(path, targetsOf(path, prng), { prng, holdMs }),
    network: {
      ...conditionsOf(seed, prng),
      origins,
      slow: slownessOf(prng, holdMs),
      faults: [...blows.map(({ fault }) => fault), ...strays],
      path: truth,
    },
    marks: [...blows.flatMap(({ mark }) => mark ?? []), ...mistaken],
    stalls: stallsOf(prng, holdMs),
  };
}

/** A world in which nothing ends a connection, with all that may mislead: marks, stalls, slow paths. */
export function quietWorld(seed: number): SwarmWorld {
  const prng = new Prng(seed);
  const told = randomPath(prng);
  const holdMs = prng.between(1_200_000, 3 * 3_600_000);
  const targets = targetsOf(told, prng);
  const path = quietPath(told, ({ startsAt, afterMs, earlyMs }) => {
    if (startsAt === 'event' || startsAt === 'stall') return true;
    const quietest = Math.max(...targets.map((one) => longestPauseMs(one, holdMs)));
    return afterMs - earlyMs > (startsAt === 'open' ? 2 * holdMs : quietest + 120_000);
  });
  const marks = Array.from({ length: prng.index(4) }, () => wrongMark(path, prng, holdMs));
  return {
    seed,
    scenario: scenarioWith(path, targets, { prng, holdMs }),
    network: {
      ...conditionsOf(seed, prng),
      origins: originsOf(prng),
      slow: slownessOf(prng, holdMs),
    },
    marks,
    stalls: stallsOf(prng, holdMs),
  };
}

function conditionsOf(seed: number, prng: Prng) {
  const leastMs = prng.between(0.2, 40);
  return {
    seed: seed + 1,
    rttMs: [leastMs, leastMs * prng.between(1.1, 4)] as const,
    hiddenResets: 0.03,
    blindKernel: prng.chance(0.2),
  };
}

function scenarioWith(
  path: Path,
  targets: readonly Target[],
  { prng, holdMs }: { readonly prng: Prng; readonly holdMs: number },
): Scenario {
  const rampMs = prng.chance(0.3) ? 2_000 : 200_000;
  return scenarioOf({ path, targets, rampMs, holdMs, seed: prng.index(1e6) });
}

function targetsOf(path: Path, prng: Prng): Target[] {
  const names = ['tcp', 'wss', ...(prng.chance(0.3) ? ['wss-2'] : [])];
  return names.map((name) => {
    const isWeb = name !== 'tcp';
    const web = { path: '/', headers: {}, subprotocols: [] };
    const via = path.hops.filter(({ role }) => role !== 'client' && (isWeb || role !== 'ingress'));
    return targetOf(path, {
      name,
      address: isWeb
        ? { transport: 'wss', host: 'h', port: 443, ...web }
        : { transport: 'tcp', host: 'h', port: 80 },
      connections: 20 + prng.index(130),
      // A hop that only the true path has lies on every way.
      via: ['unlisted', ...via.map(({ id }) => id)],
      traffic: trafficOf(prng),
      ...(prng.chance(0.4) ? { finalProbe: { kind: 'off' } } : {}),
      ...(prng.chance(0.25) ? { onDrop: { kind: 'redial', baseMs: 60_000, maxMs: 600_000 } } : {}),
    });
  });
}

function trafficOf(prng: Prng): Traffic {
  const keepalive = prng.chance(0.2) ? { keepaliveMs: 20_000 } : {};
  if (prng.chance(0.35)) return { onOpen: [], beats: [], ...keepalive };
  const everyMs = BEATS_S[prng.index(BEATS_S.length)]! * 1_000;
  const withinMs = Math.min(5_000, everyMs / 2);
  const beat = {
    ...heartbeat(everyMs, withinMs, prng.chance(0.5) ? 0.1 : 0),
    giveUpMs: 3 * withinMs,
  };
  const unanswered = { ...beat, expect: { kind: 'none' } } as const;
  return { onOpen: [], beats: [prng.chance(0.1) ? unanswered : beat], ...keepalive };
}

function longestPauseMs({ traffic }: Target, holdMs: number): number {
  const [beat] = traffic.beats;
  // Nobody answers a one-sided beat, so the clock of the other direction never starts anew.
  if (beat === undefined || beat.expect.kind === 'none') return 2 * holdMs;
  return beat.everyMs * (1 + beat.jitter);
}

function originsOf(prng: Prng): SimOrigin[] {
  const [backends, peers] = [1 + prng.index(4), 1 + prng.index(2)];
  return Array.from({ length: backends * peers }, (_, index) => ({
    localAddress: `192.0.2.${1 + (index % 2)}`,
    peer: `192.0.2.${80 + (index % peers)}`,
    backend: `pod-${Math.floor(index / peers)}`,
  }));
}

interface Blow {
  readonly fault: SimFault;
  readonly mark: NoteRecord | undefined;
}

const KINDS = [
  'reload',
  'stop',
  'kill',
  'lose-state',
  'silence',
  'hang',
  'close',
  'reset',
] as const;

function blowOf(
  path: Path,
  {
    prng,
    holdMs,
    origins,
  }: { readonly prng: Prng; readonly holdMs: number; readonly origins: readonly SimOrigin[] },
): Blow {
  const atMs = prng.between(400_000, holdMs);
  const { hop, kind } = whatHits(path, prng);
  const some = prng.chance(0.5) ? {} : { count: 1 + prng.index(60) };
  const origin = origins[prng.index(origins.length)]!;
  const of = hop === 'pod' && prng.chance(0.3) ? { of: { backend: origin.backend } } : {};
  // A person or a watch marks an event a little before or after it.
  const markedAtMs = atMs + prng.between(-300, 300);
  const mark = prng.chance(0.5) ? markOf(markedAtMs, hop, kind) : undefined;
  return { fault: { atMs, hop, kind, ...some, ...of }, mark };
}

function whatHits({ hops }: Path, prng: Prng): Pick<SimFault, 'hop' | 'kind'> {
  const isProxy = hops.some(({ id, endsTcp }) => id === 'slb' && endsTcp === true);
  const any = hops[1 + prng.index(hops.length - 1)]!.id;
  switch (KINDS[prng.index(KINDS.length)]!) {
    case 'reload':
      return { hop: isProxy && prng.chance(0.5) ? 'slb' : 'ingress', kind: 'reload' };
    case 'stop':
      return { hop: 'pod', kind: 'backend-stop' };
    case 'kill':
      return { hop: isProxy && prng.chance(0.5) ? 'slb' : 'ingress', kind: 'fin' };
    case 'lose-state':
      return { hop: isProxy ? 'pod' : 'slb', kind: 'lose-state' };
    case 'silence':
      return { hop: any, kind: 'silence' };
    case 'hang':
      return { hop: prng.chance(0.5) ? 'pod' : 'ingress', kind: 'hang' };
    case 'close':
      return { hop: 'pod', kind: prng.chance(0.5) ? 'close-frame' : 'fin' };
    case 'reset':
      return { hop: prng.chance(0.5) ? 'pod' : 'slb', kind: 'rst' };
  }
}

/** Lone ends with no cause in common. */
function straysOf(path: Path, prng: Prng, holdMs: number): SimFault[] {
  return Array.from({ length: 1 + prng.index(8) }, () => ({
    ...whatHits(path, prng),
    atMs: prng.between(400_000, holdMs),
    count: 1,
  }));
}

const EVENTS: readonly PathEvent[] = ['reload', 'shutdown', 'backend-stop', 'backend-removed'];

/** Somebody marks what did not happen, or harmed nobody. */
function wrongMark(path: Path, prng: Prng, holdMs: number): NoteRecord {
  const hops: readonly Hop[] = path.hops.slice(1);
  const event = EVENTS[prng.index(EVENTS.length)]!;
  return markOf(prng.between(0, holdMs), hops[prng.index(hops.length)]!.id, event);
}

function markOf(atMs: number, hop: string, event: string): NoteRecord {
  return {
    type: 'note',
    kind: 'event',
    atMs,
    label: `${event} of ${hop}`,
    hop,
    event,
    source: 'mark',
  };
}

/** Late replies are no drops: a backend that is slow for a while, by less than after which it is given up. */
function slownessOf(prng: Prng, holdMs: number): NonNullable<SimOptions['slow']> {
  if (!prng.chance(0.25)) return [];
  const fromMs = prng.between(300_000, holdMs);
  const byMs = prng.between(1_000, SLOW_MS_MAX);
  return [{ fromMs, toMs: fromMs + prng.between(5_000, 120_000), byMs }];
}

/** The shortest time after which a connection without a reply is given up, in these worlds. */
const SLOW_MS_MAX = 7_000;

function stallsOf(prng: Prng, holdMs: number): (readonly [number, number])[] {
  if (!prng.chance(0.15)) return [];
  const fromMs = Math.round(prng.between(300_000, holdMs) / 50) * 50;
  return [[fromMs, fromMs + 50 * Math.round(prng.between(10, 400))]];
}
