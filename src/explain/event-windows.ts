import type { Ending } from '../outcome/ending.ts';
import { faultKind } from '../path/faults/all.ts';
import { mayStart, type PathEvent } from '../path/path.ts';
import type { Timer } from '../path/way.ts';
import { tolerance } from './clocks.ts';
import type { Candidate } from './conclusion.ts';
import type { PathEventMark } from './drop.ts';
import type { TargetWay } from './target-way.ts';

/** When drops of one target are to be expected of a known event. */
export interface EventWindow {
  readonly mark: PathEventMark;
  /** The limit that the event starts; absent for what happens at once. */
  readonly timer?: Timer;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whether an event that acts at once may look like this ending; an unknown word may look like anything. */
export function mayShow(event: string | undefined, { kind }: Ending): boolean {
  return faultKind(event ?? '')?.shownAs?.includes(kind) !== false;
}

/** Marks of events that may have cost sessions between two times, as causes. */
export function eventsBetween(
  windows: EventWindows,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly Candidate[] {
  return windows.all
    .filter(({ mark, timer, ...window }) => {
      // A loss that no drop shows at once is found later; an unknown word may be one.
      const shown = faultKind(mark.event ?? '')?.shownAs ?? [];
      const costsSessions = timer === undefined && shown.length === 0;
      return costsSessions && window.fromMs <= toMs && window.toMs >= fromMs;
    })
    .map(({ mark }) => atOnceCandidate(mark));
}

function atOnceCandidate(mark: PathEventMark): Candidate {
  return { hop: mark.hop!, setting: mark.event ?? mark.label, eventAtMs: mark.atMs };
}

/** An event at once: a mark is set by a person or a watch, and a process needs its time to die. */
const AT_ONCE_EARLY_MS = 500;
const AT_ONCE_LATE_MS = 1_000;

/** All windows of one target, by their start, and the length of the longest, to look them up by time. */
export interface EventWindows {
  readonly all: readonly EventWindow[];
  readonly longestMs: number;
}

export function eventWindows(way: TargetWay, events: readonly PathEventMark[]): EventWindows {
  const all = events
    .filter(({ target = way.target.name }) => target === way.target.name)
    .flatMap((mark) => [...delayed(way, mark), ...atOnce(way, mark)])
    .sort((a, b) => a.fromMs - b.fromMs);
  const longestMs = all.reduce((most, { fromMs, toMs }) => Math.max(most, toMs - fromMs), 0);
  return { all, longestMs };
}

function delayed(way: TargetWay, mark: PathEventMark): EventWindow[] {
  return way.timers
    .filter(({ hop, limit }) => limit.startsAt === 'event' && starts(mark, hop.id, limit.event))
    .map((timer) => {
      const { earlyMs, lateMs } = tolerance(timer, { connectMs: undefined, loopDelayMs: 0 });
      const atMs = mark.atMs + timer.limit.afterMs;
      return { mark, timer, fromMs: atMs - earlyMs, toMs: atMs + lateMs };
    });
}

function starts(mark: PathEventMark, hop: string, event: PathEvent | undefined): boolean {
  if (mark.hop !== undefined && mark.hop !== hop) return false;
  return mark.event === undefined || mayStart(mark.event, event);
}

/** How far a delay may lie behind its setting: ingress-nginx #9516 saw 56 s for 10 s, more with each reload. */
const OVERRUN_FACTOR = 6;
const OVERRUN_MS = 60_000;

/** A burst that came after an event, but later than the setting says. */
interface Overrun {
  readonly candidate: Candidate;
  /** The share of the run in which any burst would look so. */
  readonly coverage: number;
}

/** The last event before a burst whose delay may have run over. */
export function overrunBefore(
  atMs: number,
  windows: EventWindows,
  durationMs: number,
): Overrun | undefined {
  const delays = windows.all.flatMap(({ mark, timer, toMs }) =>
    timer === undefined || mark.event === undefined ? [] : [{ mark, timer, toMs }],
  );
  const last = delays.findLast(
    ({ mark, timer, toMs }) => atMs > toMs && atMs <= mark.atMs + reachMs(timer),
  );
  if (last === undefined) return undefined;
  const { mark, timer } = last;
  const candidate = {
    hop: timer.hop.id,
    setting: timer.limit.setting,
    timer,
    eventAtMs: mark.atMs,
    overrun: true,
  };
  const coverage = (delays.length * (reachMs(timer) - timer.limit.afterMs)) / durationMs;
  return { candidate, coverage };
}

function reachMs({ limit }: Timer): number {
  return OVERRUN_FACTOR * limit.afterMs + OVERRUN_MS;
}

/** Only for a hop that is named: a bare label says nothing about whose connections end at once. */
function atOnce({ stations }: TargetWay, mark: PathEventMark): EventWindow[] {
  if (!stations.some(({ id }) => id === mark.hop)) return [];
  return [{ mark, fromMs: mark.atMs - AT_ONCE_EARLY_MS, toMs: mark.atMs + AT_ONCE_LATE_MS }];
}

/** Index of the first window that does not begin before `fromMs`. */
export function firstWindowFrom({ all }: EventWindows, fromMs: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.fromMs < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
