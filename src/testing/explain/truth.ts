import { Prng } from '../../base/prng.ts';
import type { Certainty } from '../../explain/cause.ts';
import type { Drop, ExplainContext } from '../../explain/drop.ts';
import { explainDrops } from '../../explain/groups.ts';
import type { TrueDrop } from './truth-life.ts';
import { trueDrop } from './truth-life.ts';
import type { TruthWorld } from './truth-world.ts';
import { truthWorld } from './truth-world.ts';

/** How one world's drops were explained. */
export interface Score {
  /** Named the hop that did it, certain or likely. */
  right: number;
  /** Possible, and the hop that did it is among the candidates. */
  possible: number;
  unexplained: number;
  /** Possible, and the hop that did it is not among the candidates. */
  misled: number;
  wronglyLikely: number;
  wronglyCertain: number;
  /** What went wrong, for people. */
  readonly wrong: string[];
}

export function emptyScore(): Score {
  return {
    right: 0,
    possible: 0,
    unexplained: 0,
    misled: 0,
    wronglyLikely: 0,
    wronglyCertain: 0,
    wrong: [],
  };
}

/** A world of this seed, lived through. */
export function livedWorld(seed: number): {
  readonly world: TruthWorld;
  readonly truths: readonly TrueDrop[];
  readonly drops: readonly Drop[];
  readonly context: ExplainContext;
} {
  const prng = new Prng(seed);
  const world = truthWorld(prng);
  const truths = livedThrough(world, prng);
  const openAt = (target: number, atMs: number) =>
    atMs < RAMP_MS ? 0 : aliveAt(truths, target, atMs);
  return {
    world,
    truths,
    drops: truths.map(({ drop }) => drop),
    context: { ...world.context, openAt },
  };
}

/** Lives a world of this seed, explains what dropped in it, and holds that against the truth. */
export function scoreWorld(seed: number, score: Score): void {
  const { world, truths, drops, context } = livedWorld(seed);
  const groups = explainDrops(drops, context);
  for (const { members, explanation } of groups) {
    for (const index of members) {
      const truth = truths[index]!;
      const hops = [...new Set(explanation.causes.map(({ hop }) => hop))];
      const verdict = judged(explanation.certainty, hops, truth.hop);
      score[verdict] += 1;
      if (verdict === 'misled' || verdict.startsWith('wrongly'))
        score.wrong.push(
          `seed ${seed} ${verdict} ${world.targets[truth.drop.target]!.name}: truth ${truth.hop} ${truth.setting} ${JSON.stringify(truth.drop)}; ${hops} ${explanation.reason}`,
        );
    }
  }
}

/** Connections per target: enough for cohorts, few enough for many worlds. */
const CONNECTIONS = 60;
const RAMP_MS = 200_000;

function livedThrough(world: TruthWorld, prng: Prng): TrueDrop[] {
  const rampMs = prng.chance(0.3) ? 2_000 : RAMP_MS;
  return world.targets.flatMap(({ traffic }, index) => {
    const everyMs = traffic.beats[0]?.everyMs ?? Number.POSITIVE_INFINITY;
    return Array.from({ length: CONNECTIONS }, (_, member) => {
      const openedAtMs = prng.between(0, rampMs);
      const spread = Number.isFinite(everyMs) ? prng.between(0.001, 1) * everyMs : everyMs;
      const life = {
        index,
        member: index * CONNECTIONS + member,
        openedAtMs,
        roundTripMs: prng.between(0.2, 60),
        firstBeatAtMs: openedAtMs + spread,
        everyMs,
      };
      return trueDrop(life, world, prng);
    }).filter((one) => one !== undefined);
  });
}

function aliveAt(truths: readonly TrueDrop[], target: number, atMs: number): number {
  const gone = truths.filter(({ drop }) => drop.target === target && drop.atMs <= atMs).length;
  return CONNECTIONS - gone;
}

function judged(
  certainty: Certainty,
  hops: readonly string[],
  truth: string,
): Exclude<keyof Score, 'wrong'> {
  if (certainty === 'unexplained') return 'unexplained';
  if (certainty === 'possible') return hops.includes(truth) ? 'possible' : 'misled';
  if (hops.length === 1 && hops[0] === truth) return 'right';
  return certainty === 'certain' ? 'wronglyCertain' : 'wronglyLikely';
}
