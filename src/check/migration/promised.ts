import type { PlacedLimit } from '../../path/path.ts';

/** What a way promises in one respect. */
export type Promised =
  /** A connection ends after this time, by the first of these limits. */
  | ({ readonly kind: 'after' } & Known)
  /** Nothing on the way ends it. */
  | { readonly kind: 'never' }
  /** Something that was not read decides; a limit that is known ends it at the latest then. */
  | {
      readonly kind: 'unknown';
      readonly why: readonly string[];
      readonly atMost?: Known;
    };

/** Limits of which the value is known. */
export interface Known {
  readonly ms: number;
  /** From the shortest up. */
  readonly by: readonly [PlacedLimit, ...PlacedLimit[]];
}

/** What becomes of a promise. `known`: it was not known before; `still-unknown`: nor is it now. */
export type Change = 'same' | 'longer' | 'shorter' | 'unknown' | 'known' | 'still-unknown';

/**
 * Compares two promises. One that is not known still has a bound where a limit is known: when that falls, what the
 * way can be relied on for has become shorter, whatever the unknown part does.
 */
export function changeOf(old: Promised, fresh: Promised): Change {
  const [before, after] = [boundOf(old), boundOf(fresh)];
  if (old.kind === 'unknown' && before === Number.POSITIVE_INFINITY)
    return fresh.kind === 'unknown' ? 'still-unknown' : 'known';
  if (after < before) return 'shorter';
  if (fresh.kind === 'unknown') return old.kind === 'unknown' ? 'still-unknown' : 'unknown';
  if (old.kind === 'unknown') return 'known';
  return after > before ? 'longer' : 'same';
}

/** The latest time at which a connection is sure to end; Infinity where none is known. */
function boundOf(promised: Promised): number {
  switch (promised.kind) {
    case 'after':
      return promised.ms;
    case 'never':
      return Number.POSITIVE_INFINITY;
    case 'unknown':
      return promised.atMost?.ms ?? Number.POSITIVE_INFINITY;
  }
}
