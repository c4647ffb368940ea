import type { Axis } from '../../explain/drop.ts';
import type { Connection } from '../../journal/connection.ts';
import type { Target } from '../../scenario/scenario.ts';
import { countBelow } from '../../stats/lifetimes.ts';

/** Connection-time spent before a point of an axis (wall time, age, idle time); at Infinity, all of it. */
type Exposure = (untilMs: number) => number;

/** The exposure of stretches of an axis that connections lived through; from 0 where no start is given. */
export function exposureOf(toMs: Float64Array, fromMs?: Float64Array): Exposure {
  const toEnd = sumOfLesser(toMs);
  if (fromMs === undefined) return toEnd;
  const toStart = sumOfLesser(fromMs);
  return (untilMs) => toEnd(untilMs) - toStart(untilMs);
}

/** The idle exposure of connections that spoke every `everyMs`: whole silences, and what was left of the last. */
export function heartbeatExposure(ageMs: Float64Array, everyMs: number): Exposure {
  const whole = ageMs.reduce((sum, age) => sum + Math.floor(age / everyMs), 0);
  const rest = exposureOf(ageMs.map((age) => age % everyMs));
  return (untilMs) => whole * Math.min(untilMs, everyMs) + rest(untilMs);
}

type ExposedShare = (axis: Axis, fromMs: number, toMs: number, target: number) => number;

/** The share of each target's connection-time that falls between two points of an axis; counted when it is asked for. */
export function exposedShares(
  connections: Iterable<Connection>,
  targets: readonly Target[],
  lastAtMs: number,
): ExposedShare {
  let axes: readonly Axes[] | undefined;
  return (axis, fromMs, toMs, target) => {
    axes ??= axesOfAll(connections, targets, lastAtMs);
    const { exposure, totalMs } = axes[target]![axis];
    return totalMs > 0 ? (exposure(toMs) - exposure(fromMs)) / totalMs : 0;
  };
}

type Axes = Readonly<Record<Axis, { readonly exposure: Exposure; readonly totalMs: number }>>;

function axesOfAll(
  connections: Iterable<Connection>,
  targets: readonly Target[],
  lastAtMs: number,
): readonly Axes[] {
  const opened = targets.map((): number[] => []);
  const ended = targets.map((): number[] => []);
  for (const { target, openedAtMs, ended: end } of connections) {
    opened[target]?.push(openedAtMs);
    ended[target]?.push(Math.max(openedAtMs, end?.atMs ?? lastAtMs));
  }
  return targets.map((target, index) =>
    axesOf(target, Float64Array.from(opened[index]!), Float64Array.from(ended[index]!)),
  );
}

function axesOf(target: Target, openedMs: Float64Array, endedMs: Float64Array): Axes {
  const ageMs = endedMs.map((ended, row) => ended - openedMs[row]!);
  const age = exposureOf(ageMs);
  const everyMs = Math.min(...target.traffic.beats.map((beat) => beat.everyMs));
  const idle = Number.isFinite(everyMs) ? heartbeatExposure(ageMs, everyMs) : age;
  const whole = (exposure: Exposure) => ({ exposure, totalMs: exposure(Number.POSITIVE_INFINITY) });
  return { wall: whole(exposureOf(endedMs, openedMs)), age: whole(age), idle: whole(idle) };
}

/** x -> the sum over all values of min(x, value): straight between the values, so one prefix sum holds it. */
function sumOfLesser(values: Float64Array): Exposure {
  const sorted = values.slice().sort();
  const sums = new Float64Array(sorted.length + 1);
  for (let index = 0; index < sorted.length; index += 1)
    sums[index + 1] = sums[index]! + sorted[index]!;
  return (x) => {
    const below = countBelow(sorted, x);
    return below === sorted.length ? sums[below]! : sums[below]! + (sorted.length - below) * x;
  };
}
