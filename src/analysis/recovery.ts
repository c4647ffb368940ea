import type { Drop, PathEventMark } from '../explain/drop.ts';
import { firstFrom } from '../explain/first-from.ts';
import type { Path } from '../path/path.ts';
import { peakPerSecond } from '../stats/peak.ts';
import type { CauseGroup } from './cause-group.ts';
import type { Dial } from './dials.ts';

/** What an event cost, and how the connections came back. */
export interface Recovery {
  /** Drops in its wake that nobody wanted and that no idle or age limit explains. */
  readonly dropped: number;
  /** Connections that dropped then, and came back before the run ended. */
  readonly back: number;
  /** They did not come back. */
  readonly missing: number;
  /** From the event until the last of them was open again; 0 without drops, null while any is missing. */
  readonly recoveryMs: number | null;
  /** How long they were waited for: until all were back, or to the end of the run. */
  readonly watchedMs: number;
  /** Dials from the event until all were back, or to the end of its wake. */
  readonly dials: number;
  readonly dialsPerSecondMax: number;
  readonly refused: number;
  /** Dial to open of those that opened, ms, ascending. */
  readonly connectMs: Float64Array;
}

/** A mark, and until when drops are laid to it. */
export interface Wake {
  readonly mark: PathEventMark;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A mark is set by a person or a watch, and the first connections are gone before it is written. */
const EARLY_MS = 500;
/** Beyond the configured delay of what the event starts: processes die late, and silence is noticed late. */
const LATE_MS = 60_000;

/**
 * The time after each mark in which drops are laid to it: the longest delay that it can start on the path
 * and a minute more, but not beyond the next mark.
 */
export function wakesOf(
  events: readonly PathEventMark[],
  { path, durationMs }: { readonly path: Path; readonly durationMs: number },
): readonly Wake[] {
  const sorted = events.toSorted((a, b) => a.atMs - b.atMs);
  return sorted.map((mark, index) => {
    const nextMs = (sorted[index + 1]?.atMs ?? Infinity) - EARLY_MS;
    const endMs = Math.min(mark.atMs + delayMs(mark, path) + LATE_MS, durationMs);
    const fromMs = mark.atMs - EARLY_MS;
    return { mark, fromMs, toMs: Math.max(fromMs, Math.min(nextMs, endMs)) };
  });
}

function delayMs({ hop, event }: PathEventMark, path: Path): number {
  const delays = path.hops
    .filter(({ id }) => hop === undefined || id === hop)
    .flatMap(({ limits }) => limits)
    .filter((limit) => limit.startsAt === 'event' && (event ?? limit.event) === limit.event)
    .map(({ afterMs }) => afterMs);
  return Math.max(0, ...delays);
}

/** The drops that an event may have caused: unwanted, and not ended by a clock of their own. */
export function dropsForWakes(
  drops: readonly Drop[],
  groups: readonly CauseGroup[],
): readonly Drop[] {
  return groups
    .filter(({ expected, axis, explanation }) => {
      const isSure = explanation.certainty === 'certain' || explanation.certainty === 'likely';
      return !expected && !(isSure && axis !== 'wall');
    })
    .flatMap(({ members }) => members.map((index) => drops[index]!))
    .sort((a, b) => a.atMs - b.atMs);
}

interface Material {
  readonly wakes: readonly Wake[];
  /** By time. */
  readonly drops: readonly Drop[];
  readonly dials: () => Iterable<Dial>;
  readonly durationMs: number;
}

/** One recovery for each wake, of all targets whose rows are given. */
export function recoveriesOf(material: Material): readonly Recovery[] {
  const { wakes, drops, dials, durationMs } = material;
  const inWake = wakes.map((wake) => dropsIn(wake, drops));
  const reopened = reopenings(inWake.flat(), dials());
  const ends = wakes.map((wake, index) => returnOf(wake, inWake[index]!, { reopened, durationMs }));
  const storms = stormsOf(wakes, ends, dials());
  return ends.map(({ dropped, back, missing, recoveryMs, watchedMs }, index) => {
    const { dialledAtMs, refused, tookMs } = storms[index]!;
    return {
      dropped,
      back,
      missing,
      recoveryMs,
      watchedMs,
      dials: dialledAtMs.length,
      dialsPerSecondMax: peakPerSecond(dialledAtMs),
      refused,
      connectMs: Float64Array.from(tookMs).sort(),
    };
  });
}

function dropsIn({ fromMs, toMs }: Wake, drops: readonly Drop[]): readonly Drop[] {
  return drops.slice(firstFrom(drops, fromMs), firstFrom(drops, toMs));
}

function memberKey({ target, member }: { readonly target: number; readonly member: number }) {
  // A target of a run has at most 1,000,000 members; a merged run has several times as many.
  return target * 100_000_000 + member;
}

/** For the members of these drops: when they opened, ascending. */
function reopenings(
  drops: readonly Drop[],
  dials: Iterable<Dial>,
): ReadonlyMap<number, readonly number[]> {
  const opened = new Map<number, number[]>(drops.map((drop) => [memberKey(drop), []]));
  for (const dial of dials) if (dial.opened) opened.get(memberKey(dial))?.push(dial.atMs);
  for (const times of opened.values()) times.sort((a, b) => a - b);
  return opened;
}

type Return = Pick<Recovery, 'dropped' | 'back' | 'missing' | 'recoveryMs' | 'watchedMs'>;

function returnOf(
  { mark }: Wake,
  drops: readonly Drop[],
  {
    reopened,
    durationMs,
  }: { readonly reopened: ReadonlyMap<number, readonly number[]>; readonly durationMs: number },
): Return {
  const members = new Map<number, number>();
  // One that drops twice in the wake is back after the second time.
  for (const drop of drops) members.set(memberKey(drop), drop.atMs);
  let missing = 0;
  let lastMs = mark.atMs;
  for (const [key, droppedAtMs] of members) {
    const backAtMs = reopened.get(key)!.find((atMs) => atMs >= droppedAtMs);
    if (backAtMs === undefined) missing += 1;
    else lastMs = Math.max(lastMs, backAtMs);
  }
  const recoveryMs = missing === 0 ? lastMs - mark.atMs : null;
  return {
    dropped: drops.length,
    back: members.size - missing,
    missing,
    recoveryMs,
    watchedMs: recoveryMs ?? Math.max(0, durationMs - mark.atMs),
  };
}

interface Storm {
  readonly dialledAtMs: number[];
  readonly tookMs: number[];
  refused: number;
}

/** The dials of each wake: until all were back, or to its end. */
function stormsOf(
  wakes: readonly Wake[],
  ends: readonly Return[],
  dials: Iterable<Dial>,
): readonly Storm[] {
  const storms = wakes.map((): Storm => ({ dialledAtMs: [], tookMs: [], refused: 0 }));
  const windows = wakes.flatMap(({ mark, toMs }, index) => {
    const { dropped, recoveryMs } = ends[index]!;
    if (dropped === 0) return [];
    const untilMs = recoveryMs === null ? toMs : mark.atMs + recoveryMs;
    return [{ fromMs: mark.atMs - EARLY_MS, untilMs, storm: storms[index]! }];
  });
  if (windows.length === 0) return storms;
  for (const { dialledAtMs, atMs, opened } of dials) {
    for (const { fromMs, untilMs, storm } of windows) {
      if (dialledAtMs < fromMs || dialledAtMs > untilMs) continue;
      storm.dialledAtMs.push(dialledAtMs);
      if (opened) storm.tookMs.push(atMs - dialledAtMs);
      else storm.refused += 1;
    }
  }
  return storms;
}
