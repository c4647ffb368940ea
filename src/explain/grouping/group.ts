import type { Ending } from '../../outcome/ending.ts';
import { valueOn } from '../clocks.ts';
import type { Candidate, Conclusion } from '../conclusion.ts';
import { namesOf } from '../conclusion.ts';
import type { Axis, Drop, Step } from '../drop.ts';
import { waitsUnsent } from '../own/own-host.ts';

/** A drop with what it tells alone. */
export interface Case {
  /** Index into the drops. */
  readonly index: number;
  readonly drop: Drop;
  /** Shared with all cases that it fits: there may be half a million. */
  readonly conclusion: Conclusion;
  /** What the cause's clock showed, where it is not what the drop shows on the conclusion's axis. */
  readonly observedMs?: number | undefined;
  /** Candidates that other drops ruled out before it was in a group. */
  readonly ruledOut?: readonly Candidate[];
}

/** Cases that are explained together, and what is concluded of them all. */
export interface Group {
  readonly cases: readonly Case[];
  readonly conclusion: Conclusion;
  readonly axis: Axis;
  readonly fromMs: number;
  readonly toMs: number;
  /** Why they belong together, and the figures; the conclusion's own reason stands before it. */
  readonly note?: string | undefined;
  /** They ended together at one time: others may share their fate. */
  readonly together?: boolean;
  /** Only a packet of ours brought the ends to light. */
  readonly late?: boolean;
  /** How many drops without a cause would lie where these lie. */
  readonly expectedByChance?: number;
  /** A timeout that is not listed may have ended them as well. */
  readonly orTimeout?: boolean;
  /** What the cause's clock showed, where it is not the middle of the range. */
  readonly observedMs?: number;
  /** The reason with its figures, where it was put into words already. */
  readonly reason?: string;
  /** Id of the pass that made it. */
  readonly madeBy: string;
  /** What that pass and later ones found, the first one first. */
  readonly steps: readonly Step[];
  /** Which cases each event took, where several of its kind are the cause. */
  readonly events?: readonly { readonly atMs: number; readonly cases: readonly Case[] }[];
}

/** Endings that look alike to a person. */
export function endingKey(ending: Ending): string {
  switch (ending.kind) {
    case 'fin':
      return `fin ${ending.closeNotify} ${ending.maybeReset === true}`;
    case 'close-frame':
      return `close-frame ${ending.code}`;
    case 'tls-alert':
      return `tls-alert ${ending.alert}`;
    case 'blackhole':
      return `blackhole ${ending.noticedBy} ${lossSide(ending)}`;
    case 'unreachable':
    case 'local-fault':
      return `${ending.kind} ${ending.errno}`;
    case 'rst':
    case 'other-reply':
    case 'protocol-error':
    case 'local-close':
      return ending.kind;
  }
}

function lossSide(ending: Extract<Ending, { kind: 'blackhole' }>) {
  const { kernel } = ending;
  if (kernel === undefined) return 'unknown';
  if (kernel.receiveQueue > 0 || waitsUnsent(ending)) return 'here';
  return kernel.sendQueue > 0 ? 'before' : 'behind';
}

/** Equal for conclusions that say the same. */
export function conclusionKey({ basis, certainty, candidates, axis, reason }: Conclusion): string {
  const names = candidates.map((one) => `${one.hop} ${one.setting} ${one.eventAtMs ?? ''}`);
  return `${basis}|${certainty}|${axis}|${names.join(', ')}|${reason}`;
}

/** Splits by key, keeping the order of first appearance. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Items by a measure that is worked out once for each, not at each comparison: there may be 500,000. */
export function inOrder<T>(items: readonly T[], measure: (item: T) => number): T[] {
  const values = Float64Array.from(items, measure);
  return Array.from(placesInOrder(values), (place) => items[place]!);
}

/** Where the values lie that come first, second and so on; equal ones keep their order. */
function placesInOrder(values: Float64Array): Uint32Array {
  return Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
}

/** What the clock of a case's own cause showed. */
export function observedIn({ drop, conclusion, observedMs }: Case): number {
  return observedMs ?? valueOn(conclusion.axis, drop);
}

/** Smallest and greatest, without spreading large arrays. */
export function extent<T>(
  items: readonly T[],
  measure: (item: T) => number,
): { readonly fromMs: number; readonly toMs: number; readonly spreadMs: number } {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const value = measure(item);
    if (value < fromMs) fromMs = value;
    if (value > toMs) toMs = value;
  }
  return { fromMs, toMs, spreadMs: toMs - fromMs };
}

/** A new group of a pass, on the axis of its conclusion. */
export function grouped(
  by: string,
  cases: readonly Case[],
  {
    conclusion = cases[0]!.conclusion,
    found,
  }: { readonly conclusion?: Conclusion; readonly found: string },
): Group {
  return made(by, { cases, conclusion, ...spanOf(cases, conclusion) }, found);
}

/** From the least to the most that the clock of a conclusion showed. */
export function spanOf(
  cases: readonly Case[],
  { axis }: Conclusion,
): Pick<Group, 'axis' | 'fromMs' | 'toMs'> {
  const { fromMs, toMs } = extent(cases, (one) =>
    one.conclusion.axis === axis ? observedIn(one) : valueOn(axis, one.drop),
  );
  return { axis, fromMs, toMs };
}

/** A group as a pass makes it, with its first step. */
export function made(by: string, group: Omit<Group, 'steps' | 'madeBy'>, found: string): Group {
  const { certainty } = group.conclusion;
  return { ...group, madeBy: by, steps: [{ by, found, excluded: [], certainty }] };
}

/** A group that a pass has changed: the step says what it found, and which candidates it ruled out. */
export function revised(
  by: string,
  group: Group,
  { found, ...changes }: Partial<Omit<Group, 'steps' | 'madeBy'>> & { readonly found: string },
): Group {
  const { candidates, certainty } = changes.conclusion ?? group.conclusion;
  const left = new Set(namesOf(candidates));
  const excluded = namesOf(group.conclusion.candidates).filter((name) => !left.has(name));
  return { ...group, ...changes, steps: [...group.steps, { by, found, excluded, certainty }] };
}

/** Whether a limit or an event explains it. */
export function isTimed({ conclusion: { basis } }: Case): boolean {
  return basis === 'clock' || basis === 'event';
}

/** Notes one after another, without those that are empty. */
export function joined(...notes: readonly (string | undefined)[]): string {
  return notes.filter((note) => note !== undefined && note !== '').join('; ');
}

export function targetOf({ cases }: Group): number {
  return cases[0]!.drop.target;
}
