import { valueOn } from '../clocks.ts';
import type { Axis } from '../drop.ts';
import { isFoundLate } from '../grouping/found-late.ts';
import type { Case, Group } from '../grouping/group.ts';
import { extent, inOrder, made } from '../grouping/group.ts';
import { isDecided } from '../grouping/grouping-key.ts';
import type { Scale } from '../grouping/scale.ts';
import type { Cluster, Points } from '../grouping/scan.ts';
import { mostSurprising, pointsOf } from '../grouping/scan.ts';
import { ONE_CLOCK_MS } from '../grouping/timer-error.ts';
import { unlistedTimeout } from '../grouping/unlisted-timeout.ts';
import { clock, counted, seconds, secondsRange } from '../words.ts';
import type { AlikeGround, AlikePass } from './pass.ts';

const id = 'clusters';

/** Ties go to the earlier one: a silent connection's idle time and age are the same. */
const AXES: readonly Axis[] = ['idle', 'age', 'wall'];

const WIDTHS_MS: Readonly<Record<Axis, readonly number[]>> = {
  idle: [300, 1_000, 5_000],
  age: [300, 1_000, 5_000],
  wall: [250, 1_000, 5_000],
};

/** Bound on the clusters of one target and ending; what is left over then is scattered. */
const CLUSTERS_MOST = 200;

/** Peels the most surprising window off, on any axis, until chance may explain the rest. */
export const clusters: AlikePass = {
  id,
  concludes:
    'drops that lie closer together than chance allows: at one time a burst, at one idle time or age a timeout that is not listed',
  refutedBy: 'connections that survive the same moment, or outlive the same idle time or age',
  apply({ open, groups }, ground) {
    const atOnce = open.filter((one) => !isFoundLate(one, ground.way));
    const peeled = peel(atOnce, ground);
    const late = open.filter((one) => isFoundLate(one, ground.way));
    return { open: [...peeled.rest, ...late], groups: [...groups, ...peeled.groups] };
  },
};

function peel(
  cases: readonly Case[],
  ground: AlikeGround,
): { readonly groups: readonly Group[]; readonly rest: readonly Case[] } {
  const groups: Group[] = [];
  const taken = new Uint8Array(1 + cases.reduce((most, { index }) => Math.max(most, index), 0));
  let orders = AXES.map((axis) => ordered(axis, cases, ground.scale));
  while (groups.length < CLUSTERS_MOST) {
    const best = bestCluster(orders, ground);
    if (best === undefined) break;
    groups.push(groupOf(best.members, best.axis, ground));
    for (const { index } of best.members) taken[index] = 1;
    orders = orders.map((order) => without(order, taken));
  }
  return { groups, rest: orders[0]!.cases };
}

/** Cases in the order of one axis, so that a window on it is a run of them. */
interface Ordered {
  readonly axis: Axis;
  readonly cases: readonly Case[];
  readonly points: Points;
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
  { scale }: AlikeGround,
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

function groupOf(cases: readonly Case[], axis: Axis, { way, context }: AlikeGround): Group {
  const model = cases.find(({ drop }) => isDecided(drop.ending)) ?? cases[0]!;
  const conclusion = { ...model.conclusion, axis };
  const { fromMs, toMs } = extent(cases, ({ drop }) => valueOn(axis, drop));
  const group = { cases, conclusion, axis, fromMs, toMs };
  const many = counted(cases.length);
  if (axis !== 'wall') {
    const timeout = unlistedTimeout(group, { axis, way, hops: context.path.hops });
    const found = `${many} at one ${axis === 'idle' ? 'idle time' : 'age'}, ${secondsRange(fromMs, toMs)}`;
    return made(id, { ...group, ...timeout }, found);
  }
  const note = burstNote(cases);
  const burst = { ...group, note, together: true, orTimeout: haveOneClock(cases) };
  return made(id, burst, note);
}

/** Their ages or their silences lie within a timer's own error, so a timer that is not listed does it as well. */
function haveOneClock(cases: readonly Case[]): boolean {
  return (['idle', 'age'] as const).some(
    (axis) => extent(cases, ({ drop }) => valueOn(axis, drop)).spreadMs <= ONE_CLOCK_MS,
  );
}

/** Which clocks a burst rules out. */
function burstNote(cases: readonly Case[]): string {
  const wall = extent(cases, ({ drop }) => drop.atMs);
  const idle = extent(cases, ({ drop }) => valueOn('idle', drop));
  const age = extent(cases, ({ drop }) => drop.ageMs);
  const spreads = [
    ['idle', idle],
    ['ages', age],
  ] as const;
  const ruledOut = spreads
    .filter(([, { spreadMs }]) => spreadMs > Math.max(ONE_CLOCK_MS, wall.spreadMs))
    .map(([name, { fromMs, toMs }]) => `${name} ${secondsRange(fromMs, toMs)}`);
  const burst = `${counted(cases.length)} within ${seconds(wall.spreadMs)} at ${clock(wall.fromMs)}`;
  if (ruledOut.length === 0)
    return `${burst}; they opened together, so a clock and an event look the same`;
  return `${burst}, ${ruledOut.join(' and ')}: no ${ruledOut.length === 2 ? 'timer' : 'such timer'} does this`;
}
