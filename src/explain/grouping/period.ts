/** Times that come at a fixed period, such as the reloads of a controller. */
interface Period {
  /** Indexes of those that keep the beat. */
  readonly members: readonly number[];
  readonly periodMs: number;
  /** Beats between the first and the last at which nothing came. */
  readonly missed: number;
}

/** Fewer cannot show a period where others do not keep it. */
const MEMBERS_LEAST = 4;

/** So often times without a period may show one. */
const CHANCE_MOST = 1e-3;

/** Waves that hit no connection leave no trace: so many periods may lie between two neighbours. */
const SKIPS_MOST = 3;

/** Of a period: how far from its beat a time may lie, and how many periods are tried. */
const NEAR = 0.1;
const TRIALS_MOST = 40;

/** Clocks and moments are good to some tens of milliseconds: less jitter than this is luck. */
const JITTER_LEAST_MS = 50;

/** The period that most of the times keep, some of them being strays; undefined when chance explains it as well. */
export function findPeriod(times: readonly number[]): Period | undefined {
  const fits = candidatesOf(times)
    .map((periodMs) => fit(times, periodMs))
    .filter(({ members, chance }) => members.length >= MEMBERS_LEAST && chance <= CHANCE_MOST);
  if (fits.length === 0) return undefined;
  const { members, periodMs, beats } = fits.reduce((a, b) => (b.chance < a.chance ? b : a));
  return { members, periodMs, missed: beats + 1 - members.length };
}

/** Gaps to the next time and to the one after, lest a stray hide the beat, and their fractions. */
function candidatesOf(times: readonly number[]): number[] {
  const gaps = times
    .flatMap((time, index) => [1, 2].map((ahead) => (times[index + ahead] ?? time) - time))
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b);
  const step = Math.max(1, Math.floor(gaps.length / TRIALS_MOST));
  return gaps
    .filter((_, index) => index % step === 0)
    .flatMap((gap) => Array.from({ length: SKIPS_MOST }, (_, index) => gap / (index + 1)));
}

interface Fit {
  readonly members: readonly number[];
  readonly periodMs: number;
  readonly beats: number;
  readonly chance: number;
}

/** Lays a beat through the times, leaves out those far off it, and lays it anew through the others. */
function fit(times: readonly number[], candidateMs: number): Fit {
  let periodMs = candidateMs;
  let chained = chain(times, periodMs);
  for (let round = 0; round < 2 && chained.members.length >= 2; round += 1) {
    const { members, phases } = chained;
    periodMs = (times[members.at(-1)!]! - times[members[0]!]!) / phases.at(-1)!;
    chained = chain(times, periodMs);
  }
  const { members, phases } = chained;
  const startMs = times[members[0]!]!;
  const offsets = members.map((at, index) => times[at]! - startMs - phases[index]! * periodMs);
  const jitterMs = Math.max(JITTER_LEAST_MS, ...offsets.map(Math.abs));
  const beats = phases.at(-1)!;
  const isMost = members.length * 2 >= Math.max(times.length, beats + 1);
  const keeps = Math.min(1, (2 * jitterMs) / periodMs);
  const luck = binomialTail({ of: times.length - 2, least: members.length - 2, chance: keeps });
  const chance = isMost ? Math.min(1, luck * times.length * 2 * SKIPS_MOST) : 1;
  return { members, periodMs, beats, chance };
}

/** From one to the next in whole periods, each within a tenth of one. */
function chain(
  times: readonly number[],
  periodMs: number,
): { members: number[]; phases: number[] } {
  let longest: { members: number[]; phases: number[] } = { members: [0], phases: [0] };
  for (let first = 0; first < Math.min(3, times.length); first += 1) {
    const members = [first];
    const phases = [0];
    for (let at = first + 1; at < times.length; at += 1) {
      const beats = (times[at]! - times[members.at(-1)!]!) / periodMs;
      const whole = Math.round(beats);
      if (whole < 1 || whole > SKIPS_MOST || Math.abs(beats - whole) > NEAR) continue;
      members.push(at);
      phases.push(phases.at(-1)! + whole);
    }
    if (members.length > longest.members.length) longest = { members, phases };
  }
  return longest;
}

/** How likely at least so many of so many come true by chance. */
function binomialTail(trial: {
  readonly of: number;
  readonly least: number;
  readonly chance: number;
}): number {
  const { of, least, chance } = trial;
  if (chance >= 1) return 1;
  let logTerm = of * Math.log1p(-chance);
  let tail = 0;
  for (let count = 0; count <= of; count += 1) {
    if (count >= least) tail += Math.exp(logTerm);
    logTerm += Math.log(((of - count) / (count + 1)) * (chance / (1 - chance)));
  }
  return Math.min(1, tail);
}
