import { assert } from '../base/assert.ts';
import { changeOf } from '../path/change-of.ts';
import type { LimitSpec } from '../path/hop-kind.ts';
import { hopKind } from '../path/kinds/all.ts';
import { group, seconds } from './figures.ts';

/** One limit of a kind of hop. Rules state no figure of a vendor themselves: they ask its kind. */
export function limitFact(kind: string, key: string): LimitSpec {
  const spec = hopKind(kind)?.limits.find((limit) => limit.key === key);
  assert(spec !== undefined, `no limit ${key} of ${kind}`);
  return spec;
}

/** The vendor's default in milliseconds; a rule that asks for it knows that there is one. */
export function defaultOf(kind: string, key: string): number {
  const { defaultMs } = limitFact(kind, key);
  assert(defaultMs !== undefined, `no default of ${key} of ${kind}`);
  return defaultMs;
}

/** `60 s (default)`. */
export function defaultText(kind: string, key: string): string {
  return `${seconds(defaultOf(kind, key))} (default)`;
}

/** The longest time that the vendor accepts. */
export function longestOf(kind: string, key: string): number {
  const longest = limitFact(kind, key).rangeMs?.[1];
  assert(longest !== undefined, `no range of ${key} of ${kind}`);
  return longest;
}

/** `60 to 6,000 s`, in seconds. */
export function rangeText(kind: string, key: string): string {
  const { rangeMs } = limitFact(kind, key);
  assert(rangeMs !== undefined, `no range of ${key} of ${kind}`);
  return `${group(rangeMs[0] / 1_000)} to ${group(rangeMs[1] / 1_000)} s`;
}

/** The lines that set a limit to this time, or to the longest that the vendor accepts. */
export function linesFor(
  kind: string,
  { key, ms, port }: { key: string; ms: number; port: number },
): readonly string[] {
  const possible = changeOf(limitFact(kind, key), { wantedMs: ms, currentMs: 0, port });
  return possible?.change.text ?? [];
}
