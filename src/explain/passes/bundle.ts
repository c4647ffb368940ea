import type { Ending } from '../../outcome/ending.ts';
import type { Axis, Drop } from '../drop.ts';
import { idleMs } from '../rules/by-clock.ts';
import type { Verdict } from '../verdict.ts';

/** A drop with what it tells alone. */
export interface Case {
  /** Index into the drops. */
  readonly index: number;
  readonly drop: Drop;
  /** Shared with all cases that it fits: there may be half a million. */
  readonly verdict: Verdict;
  /** What the cause's clock showed, where it is not what the drop shows on the verdict's axis. */
  readonly observedMs?: number | undefined;
}

/** Cases that are explained together, and what is said of them all. */
export interface Bundle {
  readonly cases: readonly Case[];
  readonly verdict: Verdict;
  readonly axis: Axis;
  readonly fromMs: number;
  readonly toMs: number;
  /** Why they belong together, and the figures; the verdict's own reason stands before it. */
  readonly note?: string;
  /** They ended together at one time: others may share their fate. */
  readonly together?: boolean;
  /** Only a packet of ours brought the ends to light. */
  readonly late?: boolean;
  /** How many drops without a cause would lie where these lie. */
  readonly expectedByChance?: number;
  /** A timeout that nobody listed may have ended them as well. */
  readonly orTimeout?: boolean;
  /** What the cause's clock showed, where it is not the middle of the range. */
  readonly observedMs?: number;
  /** The reason with its figures, where it was put into words already. */
  readonly reason?: string;
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
      return `blackhole ${ending.noticedBy} ${lossSide(ending.kernel)}`;
    case 'unreachable':
    case 'local-fault':
      return `${ending.kind} ${ending.errno}`;
    case 'rst':
    case 'protocol-error':
    case 'local-close':
      return ending.kind;
  }
}

function lossSide(
  kernel: { readonly sendQueue: number; readonly receiveQueue: number } | undefined,
) {
  if (kernel === undefined) return 'unknown';
  if (kernel.receiveQueue > 0) return 'here';
  return kernel.sendQueue > 0 ? 'before' : 'behind';
}

/** Equal for verdicts that say the same. */
export function verdictKey({ basis, certainty, candidates, axis, reason }: Verdict): string {
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
export function placesInOrder(values: Float64Array): Uint32Array {
  return Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
}

/** What a drop shows on an axis. */
export function valueOn(axis: Axis, drop: Drop): number {
  switch (axis) {
    case 'idle':
      return idleMs(drop);
    case 'age':
      return drop.ageMs;
    case 'wall':
      return drop.atMs;
  }
}

/** What the clock of a case's own cause showed. */
export function observedIn({ drop, verdict, observedMs }: Case): number {
  return observedMs ?? valueOn(verdict.axis, drop);
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

/** Cases that share their verdict's words, on that verdict's axis. */
export function bundled(cases: readonly Case[], verdict = cases[0]!.verdict): Bundle {
  const onVerdict = (one: Case) =>
    one.verdict.axis === verdict.axis ? observedIn(one) : valueOn(verdict.axis, one.drop);
  const { fromMs, toMs } = extent(cases, onVerdict);
  return { cases, verdict, axis: verdict.axis, fromMs, toMs };
}
