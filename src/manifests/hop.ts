import { assert } from '../base/assert.ts';
import type { LimitSpec } from '../path/hop-kind.ts';
import { hopKind } from '../path/kinds/all.ts';
import type { Hop, Limit, LimitSource } from '../path/path.ts';
import type { Setting } from '../path/setting.ts';

/** A hop, and its settings. */
interface HopChoice {
  readonly id: string;
  readonly kind: string;
  readonly settings: readonly Setting[];
}

/** A hop of this kind with what the manifests set, and with the vendor's default where they set nothing. */
export function hopOf({ id, kind, settings }: HopChoice): Hop {
  const known = hopKind(kind);
  assert(known !== undefined, `no kind of hop ${kind}`);
  return {
    id,
    kind,
    role: known.role,
    limits: known.limits.flatMap((spec) => limitsOf(spec, settings)),
  };
}

function limitsOf(spec: LimitSpec, settings: readonly Setting[]): readonly Limit[] {
  const own = settings.find(({ key }) => key === spec.key);
  const base = plain(spec);
  if (own !== undefined) {
    const source: LimitSource = { kind: 'manifest', at: own.at };
    return Number.isFinite(own.ms) ? [{ ...base, afterMs: own.ms, source }] : [];
  }
  if (spec.defaultMs === undefined) return [];
  const source: LimitSource = { kind: 'vendor-default', reference: spec.reference };
  return [{ ...base, afterMs: spec.defaultMs, source }];
}

function plain(spec: LimitSpec): Omit<Limit, 'afterMs' | 'source'> {
  const { key, defaultMs, rangeMs, reference, catalogue, place, change, ...limit } = spec;
  return limit;
}
