import { annotate, type Change } from './change.ts';
import type { HopKind, LimitSpec } from './hop-kind.ts';

/** What a wish comes to where the vendor has a range. */
interface PossibleChange {
  readonly change: Change;
  readonly ms: number;
  /** False when the vendor accepts no value as long as wished. */
  readonly isEnough: boolean;
}

/**
 * How to set a limit of this kind to `wantedMs`, or as near to it as the vendor accepts. Undefined when it is not
 * known how, or when `currentMs` is as long as the vendor accepts.
 */
export function changeOf(
  spec: LimitSpec,
  { wantedMs, currentMs, port }: { wantedMs: number; currentMs: number; port: number },
): PossibleChange | undefined {
  const ms = Math.min(Math.max(wantedMs, spec.rangeMs?.[0] ?? 0), spec.rangeMs?.[1] ?? Infinity);
  if (ms <= currentMs) return undefined;
  const change = spec.change?.(ms) ?? (spec.place && annotate(spec.place, { ms, port }));
  return change === undefined ? undefined : { change, ms, isEnough: ms >= wantedMs };
}

/** The limit of a kind that a report names by the vendor's spelling. */
export function limitNamed(kind: HopKind | undefined, setting: string): LimitSpec | undefined {
  return kind?.limits.find((spec) => spec.setting === setting);
}
