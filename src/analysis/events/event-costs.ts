import { isOwnDoing } from '../../explain/cause.ts';
import type { Drop, PathEventMark } from '../../explain/drop.ts';
import type { Path } from '../../path/path.ts';
import type { Target } from '../../scenario/scenario.ts';
import type { CauseGroup } from '../cause-group.ts';

/** The unexpected drops that the explanation gives to an event. */
export interface EventCost {
  readonly mark: PathEventMark;
  /** By time. */
  readonly drops: readonly EventDrop[];
}

export interface EventDrop {
  readonly drop: Drop;
  /** The event is only one of several possible causes. */
  readonly isPossible: boolean;
}

interface Material {
  readonly events: readonly PathEventMark[];
  readonly groups: readonly CauseGroup[];
  readonly drops: readonly Drop[];
  readonly path: Path;
  readonly targets: readonly Target[];
}

/**
 * What each event cost, in the order of the events: the drops whose explanation names it, each once. A mark that does
 * not say what happened is named by few explanations, so drops in its wake that no clock and no other event explains are
 * possibly its own.
 */
export function eventCosts(material: Material): readonly EventCost[] {
  const { events, groups, drops } = material;
  if (events.length === 0) return [];
  const ledgers = events.map((mark): Ledger => ({ mark, drops: [] }));
  const byTime = ledgers.toSorted((a, b) => a.mark.atMs - b.mark.atMs);
  const wakes = vagueWakes(byTime, material);
  for (const group of groups) {
    if (group.expected) continue;
    const named = namedBy(group, drops, byTime);
    const isSure = isSettled(group);
    const inWake = isOpen(group) ? wakes : [];
    for (const index of group.members) {
      const drop = drops[index]!;
      const ledger = named.get(index) ?? wakeOf(drop, inWake)?.ledger;
      if (ledger === undefined) continue;
      ledger.drops.push({ drop, isPossible: !isSure || !named.has(index) });
    }
  }
  for (const ledger of ledgers) ledger.drops.sort((a, b) => a.drop.atMs - b.drop.atMs);
  return ledgers;
}

interface Ledger {
  readonly mark: PathEventMark;
  readonly drops: EventDrop[];
}

function isSettled({ explanation: { certainty } }: CauseGroup): boolean {
  return certainty === 'certain' || certainty === 'likely';
}

/** Whether an event may be behind it that the explanation does not name: no clock and no fault of our own explains it. */
function isOpen(group: CauseGroup): boolean {
  return !isOwnDoing(group.explanation) && (!isSettled(group) || group.axis === 'wall');
}

/** The ledger of each member for which an event is named: of several events, that of the last one before its end. */
function namedBy(
  { events }: CauseGroup,
  drops: readonly Drop[],
  ledgers: readonly Ledger[],
): ReadonlyMap<number, Ledger> {
  const named = new Map<number, Ledger>();
  for (const { atMs, hop, members } of events.toSorted((a, b) => a.atMs - b.atMs)) {
    const ledger = ledgers.find(
      ({ mark }) => mark.atMs === atMs && (mark.hop === undefined || mark.hop === hop),
    );
    if (ledger === undefined) continue;
    for (const index of members) {
      const isAfter = atMs <= drops[index]!.atMs + EARLY_MS;
      if (isAfter || !named.has(index)) named.set(index, ledger);
    }
  }
  return named;
}

/** A mark is set by a person or a watch, and the first connections are gone before it is written. */
export const EARLY_MS = 500;
/** Beyond the configured delay of what the event starts: processes die late, and silence is noticed late. */
export const LATE_MS = 60_000;

/** The time after a mark that does not say what happened, and the targets that it can have hit. */
interface Wake {
  readonly ledger: Ledger;
  readonly fromMs: number;
  readonly toMs: number;
  readonly targets: ReadonlySet<number>;
}

/** From each vague mark for the longest delay that it can start and a minute more, but not beyond the next mark. */
function vagueWakes(byTime: readonly Ledger[], { path, targets }: Material): readonly Wake[] {
  return byTime.flatMap((ledger, index) => {
    const { atMs, hop, event } = ledger.mark;
    if (event !== undefined) return [];
    const fromMs = atMs - EARLY_MS;
    const nextMs = (byTime[index + 1]?.mark.atMs ?? Number.POSITIVE_INFINITY) - EARLY_MS;
    const toMs = Math.max(fromMs, Math.min(nextMs, atMs + longestDelayMs(hop, path) + LATE_MS));
    const hit = targets.flatMap(({ via }, target) =>
      hop === undefined || via.includes(hop) ? [target] : [],
    );
    return [{ ledger, fromMs, toMs, targets: new Set(hit) }];
  });
}

function longestDelayMs(hop: string | undefined, path: Path): number {
  const delays = path.hops
    .filter(({ id }) => hop === undefined || id === hop)
    .flatMap(({ limits }) => limits)
    .filter(({ startsAt }) => startsAt === 'event')
    .map(({ afterMs }) => afterMs);
  return Math.max(0, ...delays);
}

function wakeOf({ target, atMs }: Drop, wakes: readonly Wake[]): Wake | undefined {
  return wakes.find((wake) => atMs >= wake.fromMs && atMs < wake.toMs && wake.targets.has(target));
}
