import type { Hop } from '../../path/path.ts';
import type { Axis } from '../drop.ts';
import type { EventWindows } from '../rules/known-events.ts';
import { eventsBetween, overrunBefore } from '../rules/known-events.ts';
import type { TargetWay } from '../target-way.ts';
import { distinct, hopsOf } from '../verdict.ts';
import { clock, seconds, secondsRange } from '../words.ts';
import type { Bundle, Case } from './bundle.ts';
import { bundled, extent, groupBy, inOrder, valueOn, verdictKey } from './bundle.ts';
import type { Scale } from './chance.ts';
import { failingWriteAtMs, instants, isFoundLate } from './forgotten-together.ts';
import { isDecided } from './grouping-key.ts';
import { haveOneAge, lostAtOneAge } from './lost-at-age.ts';
import type { Cluster, Points } from './scan.ts';
import { logLikelihoodRatio, mostSurprising, pointsOf } from './scan.ts';
import { firstSilences, isFirstSilence, isUntried, unlistedTimeout } from './unlisted.ts';

/** Ties go to the earlier one: a silent connection's idle time and age are the same. */
const AXES: readonly Axis[] = ['idle', 'age', 'wall'];

const WIDTHS_MS: Readonly<Record<Axis, readonly number[]>> = {
  idle: [300, 1_000, 5_000],
  age: [300, 1_000, 5_000],
  wall: [250, 1_000, 5_000],
};

/** One instant cannot hold idle times or ages further apart than a timer's own error. */
const ONE_CLOCK_MS = 600;

/** Bound on the clusters of one target and ending; what is left over then is scattered. */
const CLUSTERS_MOST = 200;

/** Least surprise for losses that one instant explains: 3 in a thousandth of the run have 20. */
const INSTANT_SURPRISE = 12;

export interface OpenGround {
  readonly way: TargetWay;
  readonly hops: readonly Hop[];
  readonly scale: Scale;
  readonly windows: EventWindows;
}

/** Groups what no clock and no event explained alone: bursts, unlisted timeouts, one loss of state, and the rest. */
export function openBundles(cases: readonly Case[], ground: OpenGround): readonly Bundle[] {
  const found = cases.filter((one) => isFoundLate(one, ground.way));
  const { bundles: first, rest: late } = firstSilences(found, ground.way);
  const atOnce = cases.filter((one) => !isFoundLate(one, ground.way));
  const aged = lostAtOneAge(late, ground);
  const lost = lossesTogether(aged.rest, ground);
  const peeled = clusters(atOnce, ground);
  return [
    ...first,
    ...aged.bundles,
    ...lost.bundles,
    ...peeled.bundles,
    ...scattered([...peeled.rest, ...lost.rest.map((one) => maybeOfEvent(one, ground))], ground),
  ];
}

/** Cases in the order of one axis, so that a window on it is a run of them. */
interface Ordered {
  readonly axis: Axis;
  readonly cases: readonly Case[];
  readonly points: Points;
}

/** Peels the most surprising window off, on any axis, until chance may explain the rest. */
function clusters(
  cases: readonly Case[],
  ground: OpenGround,
): { readonly bundles: readonly Bundle[]; readonly rest: readonly Case[] } {
  const bundles: Bundle[] = [];
  const taken = new Uint8Array(1 + cases.reduce((most, { index }) => Math.max(most, index), 0));
  let orders = AXES.map((axis) => ordered(axis, cases, ground.scale));
  while (bundles.length < CLUSTERS_MOST) {
    const best = bestCluster(orders, ground);
    if (best === undefined) break;
    bundles.push(explainedCluster(best.members, best.axis, ground));
    for (const { index } of best.members) taken[index] = 1;
    orders = orders.map((order) => without(order, taken));
  }
  return { bundles, rest: orders[0]!.cases };
}

function ordered(axis: Axis, cases: readonly Case[], scale: Scale): Ordered {
  const sorted = inOrder(cases, ({ drop }) => valueOn(axis, drop));
  const ms = Float64Array.from(sorted, ({ drop }) => valueOn(axis, drop));
  const share = (fromMs: number, toMs: number) => scale.share(axis, fromMs, toMs);
  return {
    axis,
    cases: sorted,
    points: pointsOf(ms, WIDTHS_MS[axis], share),
  };
}

/** Done for each cluster, so over all cases as often: plain loops over a list of places. */
function without({ axis, cases, points }: Ordered, taken: Uint8Array): Ordered {
  const places = new Uint32Array(cases.length);
  const left: Case[] = [];
  for (let place = 0; place < cases.length; place += 1) {
    const one = cases[place]!;
    if (taken[one.index] === 1) continue;
    places[left.length] = place;
    left.push(one);
  }
  const kept = places.subarray(0, left.length);
  return {
    axis,
    cases: left,
    points: { ms: picked(points.ms, kept), shares: points.shares.map((all) => picked(all, kept)) },
  };
}

function picked(values: Float64Array, places: Uint32Array): Float64Array {
  const found = new Float64Array(places.length);
  for (let index = 0; index < places.length; index += 1) found[index] = values[places[index]!]!;
  return found;
}

function bestCluster(
  orders: readonly Ordered[],
  { scale }: OpenGround,
): { readonly axis: Axis; readonly members: readonly Case[] } | undefined {
  let best: { order: Ordered; cluster: Cluster } | undefined;
  for (const order of orders) {
    const cluster = mostSurprising(order.points, {
      widthsMs: WIDTHS_MS[order.axis],
      rangeMs: scale.rangeMs[order.axis],
      steep: order.axis !== 'wall',
    });
    if (cluster === undefined) continue;
    if (best === undefined || cluster.surprise > best.cluster.surprise) best = { order, cluster };
  }
  if (best === undefined) return undefined;
  const { order, cluster } = best;
  return { axis: order.axis, members: order.cases.slice(cluster.first, cluster.last + 1) };
}

function explainedCluster(members: readonly Case[], axis: Axis, ground: OpenGround): Bundle {
  const model = members.find(({ drop }) => isDecided(drop.ending)) ?? members[0]!;
  const verdict = { ...model.verdict, axis };
  const { fromMs, toMs } = extent(members, ({ drop }) => valueOn(axis, drop));
  const bundle: Bundle = { cases: members, verdict, axis, fromMs, toMs };
  if (axis === 'wall')
    return overrunning(
      { ...bundle, together: true, orTimeout: haveOneClock(members), note: burstNote(members) },
      ground,
    );
  return { ...bundle, ...unlistedTimeout(bundle, { axis, way: ground.way, hops: ground.hops }) };
}

/** So much of the run may lie behind some event before a burst behind one means little. */
const COVERAGE_MOST = 0.2;

/** A burst behind an event, later than its setting says: the delay is not the configured one. */
function overrunning(burst: Bundle, { windows, scale }: OpenGround): Bundle {
  const overrun = overrunBefore(burst.fromMs, windows, scale.rangeMs.wall);
  const able = hopsOf(burst.verdict.candidates);
  if (overrun === undefined || !able.includes(overrun.candidate.hop)) return burst;
  const { candidate, coverage } = overrun;
  const sure = coverage <= COVERAGE_MOST;
  const others = burst.verdict.candidates.filter(({ hop }) => hop !== candidate.hop);
  return {
    ...burst,
    verdict: {
      ...burst.verdict,
      basis: 'event',
      reason: 'is not what it took: the delay in force is another one',
      certainty: sure ? 'likely' : 'possible',
      candidates: sure ? [candidate] : [candidate, ...others],
    },
  };
}

/** Their ages or their silences lie within a timer's own error, so a timer that nobody listed does it as well. */
function haveOneClock(members: readonly Case[]): boolean {
  return (['idle', 'age'] as const).some(
    (axis) => extent(members, ({ drop }) => valueOn(axis, drop)).spreadMs <= ONE_CLOCK_MS,
  );
}

/** Which clocks a burst rules out. */
function burstNote(members: readonly Case[]): string {
  const wall = extent(members, ({ drop }) => drop.atMs);
  const idle = extent(members, ({ drop }) => valueOn('idle', drop));
  const age = extent(members, ({ drop }) => drop.ageMs);
  const spreads = [
    ['idle', idle],
    ['ages', age],
  ] as const;
  const ruledOut = spreads
    .filter(([, { spreadMs }]) => spreadMs > Math.max(ONE_CLOCK_MS, wall.spreadMs))
    .map(([name, { fromMs, toMs }]) => `${name} ${secondsRange(fromMs, toMs)}`);
  const burst = `${members.length} within ${seconds(wall.spreadMs)} at ${clock(wall.fromMs)}`;
  if (ruledOut.length === 0)
    return `${burst}; they opened together, so a clock and an event look the same`;
  return `${burst}, ${ruledOut.join(' and ')}: no ${ruledOut.length === 2 ? 'timer' : 'such timer'} does this`;
}

/** Losses that one instant explains, found over a heartbeat period. */
function lossesTogether(
  cases: readonly Case[],
  { way, scale, windows }: OpenGround,
): { readonly bundles: readonly Bundle[]; readonly rest: readonly Case[] } {
  // Those who never speak are all found when they are asked at the end: that dates nothing.
  if (!Number.isFinite(way.pauseMsMax)) return { bundles: [], rest: cases };
  const bundles: Bundle[] = [];
  const rest: Case[] = [];
  for (const { cases: members, fromMs, toMs } of instants(cases)) {
    const found = extent(members, ({ drop }) => drop.atMs);
    const share = scale.share('wall', found.fromMs, found.fromMs + Math.max(1_000, found.spreadMs));
    const surprise = logLikelihoodRatio(members.length, cases.length, share);
    const able = hopsOf(members[0]!.verdict.candidates);
    const isMarked = eventsBetween(windows, { fromMs, toMs }).some(({ hop }) => able.includes(hop));
    // An instant that somebody marked as one of loss does not have to be surprising as well.
    if (members.length < 3 || (surprise < INSTANT_SURPRISE && !isMarked)) {
      for (const one of members) rest.push(one);
      continue;
    }
    bundles.push(lostTogether(members, { fromMs, toMs }, { way, windows }));
  }
  return { bundles, rest };
}

/** Certain or likely only when the instant is known well enough to hold it against an event. */
const INSTANT_KNOWN_MS = 5_000;

function lostTogether(
  members: readonly Case[],
  instant: { readonly fromMs: number; readonly toMs: number },
  { way, windows }: Pick<OpenGround, 'way' | 'windows'>,
): Bundle {
  const found = extent(members, ({ drop }) => drop.atMs);
  const { verdict } = members.find(isAnswered) ?? members[0]!;
  const able = hopsOf(verdict.candidates);
  const events = eventsBetween(windows, instant).filter(({ hop }) => able.includes(hop));
  const known = instant.toMs - instant.fromMs <= INSTANT_KNOWN_MS;
  const named = events.length === 1 && known;
  const note = `${members.length} found within ${seconds(found.spreadMs)}, all alive before ${clock(instant.fromMs)} and none answered after ${clock(instant.toMs)}: lost at one time`;
  const candidates = named ? events : [...events, ...verdict.candidates];
  return {
    cases: members,
    verdict: {
      ...verdict,
      axis: 'wall',
      candidates,
      basis: named ? 'event' : 'mechanism',
      certainty: named ? 'likely' : verdict.certainty,
      reason: named ? 'can lose sessions, and nothing else was marked then' : verdict.reason,
    },
    axis: 'wall',
    ...instant,
    note,
    together: true,
    late: true,
    orTimeout: haveOneAge(members) || members.every((one) => isFirstSilence(one, way)),
  };
}

/** The kernel told where its bytes are: what holds for one of those that were lost together holds for all. */
function isAnswered({ drop }: Case): boolean {
  return drop.ending.kind === 'blackhole' && drop.ending.kernel !== undefined;
}

/** Of a lone loss nobody knows when it was; an event that can lose sessions, in the time that is left, may be why. */
function maybeOfEvent(one: Case, { windows }: OpenGround): Case {
  const { verdict, drop } = one;
  const span = { fromMs: drop.atMs - drop.sinceReceivedMs, toMs: failingWriteAtMs(one) };
  const near = eventsBetween(windows, span);
  if (near.length === 0 || verdict.basis !== 'mechanism') return one;
  const able = hopsOf(verdict.candidates);
  const events = near.filter(({ hop }) => able.includes(hop));
  if (events.length === 0) return one;
  const candidates = distinct([...events, ...verdict.candidates]);
  const reason = `an event that can lose sessions lies in the time when it was lost; ${verdict.reason}`;
  return { ...one, verdict: { ...verdict, certainty: 'possible', candidates, reason } };
}

/** Nothing in common: one hop may still be named, but a mere set of hops explains nothing. */
function scattered(cases: readonly Case[], { way }: OpenGround): readonly Bundle[] {
  return [...groupBy(cases, ({ verdict }) => verdictKey(verdict)).values()].map((members) => {
    const bundle = bundled(members);
    const { verdict } = bundle;
    const { kind } = members[0]!.drop.ending;
    const placedByKernel = kind === 'blackhole' && verdict.certainty === 'possible';
    const hops = hopsOf(verdict.candidates);
    if (hops.length === 1 && verdict.certainty === 'possible')
      return { ...bundle, orTimeout: true };
    const ofEvent = verdict.candidates[0]?.eventAtMs !== undefined;
    if (ofEvent || placedByKernel)
      return { ...bundle, orTimeout: members.every((one) => isUntried(one, way)) };
    if (hops.length <= 1) return bundle;
    const note = `no limit, event or moment in common; left are ${hops.join(', ')}`;
    return { ...bundle, note, verdict: { ...verdict, certainty: 'unexplained' } };
  });
}
