import type { Grade, Lived, Score } from './score.ts';
import { emptyScore, live } from './score.ts';
import { quietWorld, swarmWorld } from './swarm-world.ts';

/** The property's figures over some seeds; plain data, so that workers can send it. */
export interface Tally {
  worlds: number;
  /** Worlds in which something dropped. */
  worldsWithDrops: number;
  readonly score: Score;
  /** Drops that are not right, by seed. */
  readonly failing: { readonly seed: number; readonly grade: Grade; readonly count: number }[];
  /** Connections that answered at the end although something had ended them. */
  raised: number;
  quietNights: number;
  /** Seeds of quiet nights in which a drop was told. */
  readonly alarms: number[];
}

const RIGHT: readonly Grade[] = ['named', 'open', 'unexplained'];

/** The least share of drops that must be right, and the most that may be wrongly certain. */
export const RIGHT_LEAST = 0.99;
export const WRONGLY_CERTAIN_MOST = 0.001;

export function emptyTally(): Tally {
  return {
    worlds: 0,
    worldsWithDrops: 0,
    score: emptyScore(),
    failing: [],
    raised: 0,
    quietNights: 0,
    alarms: [],
  };
}

/** Lives the world of a seed and counts how it was explained. */
export function addWorld(tally: Tally, seed: number): void {
  addLived(tally, live(swarmWorld(seed)));
}

export function addLived(tally: Tally, { world: { seed }, judged, raised }: Lived): void {
  const score = emptyScore();
  for (const { grade } of judged) score[grade] += 1;
  tally.worlds += 1;
  tally.worldsWithDrops += judged.length > 0 ? 1 : 0;
  tally.raised += raised;
  for (const [grade, count] of entriesOf(score)) {
    tally.score[grade] += count;
    if (count > 0 && !RIGHT.includes(grade)) tally.failing.push({ seed, grade, count });
  }
}

/** Lives the quiet night of a seed. */
export function addQuietNight(tally: Tally, seed: number): void {
  const { drops } = live(quietWorld(seed));
  tally.quietNights += 1;
  if (drops.length > 0) tally.alarms.push(seed);
}

export function merge(into: Tally, other: Tally): void {
  into.worlds += other.worlds;
  into.worldsWithDrops += other.worldsWithDrops;
  into.raised += other.raised;
  into.quietNights += other.quietNights;
  for (const [grade, count] of entriesOf(other.score)) into.score[grade] += count;
  into.failing.push(...other.failing);
  into.alarms.push(...other.alarms);
}

/** Shares of all drops; a tally without drops has none. */
export function sharesOf({ score }: Tally): {
  readonly drops: number;
  readonly right: number;
  readonly wronglyCertain: number;
} {
  const sum = (grades: readonly Grade[]) =>
    grades.reduce((total, grade) => total + score[grade], 0);
  const drops = entriesOf(score).reduce((total, [, count]) => total + count, 0);
  return {
    drops,
    right: sum(RIGHT) / drops,
    // A drop that nothing caused is a certain statement too, and a wrong one.
    wronglyCertain: sum(['wronglyCertain', 'invented']) / drops,
  };
}

export function isMet(tally: Tally): boolean {
  const { drops, right, wronglyCertain } = sharesOf(tally);
  const isRight = drops === 0 || (right >= RIGHT_LEAST && wronglyCertain <= WRONGLY_CERTAIN_MOST);
  return isRight && tally.raised === 0 && tally.alarms.length === 0;
}

function entriesOf(score: Score): [Grade, number][] {
  return Object.entries(score) as [Grade, number][];
}
