import { assert } from '../base/assert.ts';
import { defaultOf } from '../path/build.ts';
import type { CapacitySpec, LimitSpec } from '../path/hop-kind.ts';
import { hopKind } from '../path/kinds/all.ts';
import type { Capacity, Hop, Limit, NoUpgrade } from '../path/path.ts';
import {
  type InertValue,
  isSetValue,
  type LimitSetting,
  type MaybeSet,
  type Setting,
} from '../path/setting.ts';
import type { Unread } from '../path/unread.ts';

/** A hop, and its settings. */
interface HopChoice {
  readonly id: string;
  readonly kind: string;
  readonly settings: readonly Setting[];
  /** What was not read and may give it limits, whatever its kind. */
  readonly unread?: readonly Unread[];
  readonly noUpgrade?: NoUpgrade | undefined;
}

/**
 * A hop of this kind with what the manifests set, and with the vendor's default where they set nothing. What comes
 * after something unread keeps its value with a doubt; a limit that only the unread would make is the hop's doubt.
 */
export function hopOf({ id, kind, settings, unread = [], noUpgrade }: HopChoice): Hop {
  const known = hopKind(kind);
  assert(known !== undefined, `no kind of hop ${kind}`);
  const ofLimits = settings.filter(
    (one): one is LimitSetting => !('inert' in one || 'capacity' in one),
  );
  const inert = settings.filter((one): one is InertValue => 'inert' in one);
  const read = known.limits.map((spec) => limitOf(spec, ofLimits));
  const capacities = (known.capacities ?? []).flatMap((spec) => capacityOf(spec, settings));
  const doubts = [...unread, ...read.flatMap((one) => one.unread)];
  return {
    id,
    kind,
    role: known.role,
    limits: read.flatMap(({ limits }) => limits),
    ...(doubts.length > 0 && { unread: doubts }),
    ...(inert.length > 0 && { inert: inert.map((one) => one.inert) }),
    ...(noUpgrade !== undefined && { noUpgrade }),
    ...(capacities.length > 0 && { capacities }),
  };
}

interface Read {
  readonly limits: readonly Limit[];
  readonly unread: readonly Unread[];
}

function limitOf(spec: LimitSpec, settings: readonly LimitSetting[]): Read {
  const own = settings.filter(({ key = spec.key }) => key === spec.key);
  const written = own.find(isSetValue);
  const before = own.slice(0, written === undefined ? own.length : own.indexOf(written));
  const unread = before.filter((one): one is MaybeSet => !isSetValue(one)).map((one) => one.unread);
  const afterMs = written?.ms ?? spec.defaultMs ?? Number.POSITIVE_INFINITY;
  if (!Number.isFinite(afterMs))
    return { limits: [], unread: unread.map((one) => ({ ...one, setting: spec.setting })) };
  const limit: Limit = {
    ...plain(spec),
    afterMs,
    source: written === undefined ? defaultOf(spec) : { kind: 'manifest', at: written.at },
    ...(unread.length > 0 && { maybeSetBy: unread }),
  };
  return { limits: [limit], unread: [] };
}

function plain(spec: LimitSpec): Omit<Limit, 'afterMs' | 'source'> {
  const { key, defaultMs, rangeMs, reference, version, catalogue, place, change, ...limit } = spec;
  return limit;
}

function capacityOf(
  { key, most, ...spec }: CapacitySpec,
  settings: readonly Setting[],
): readonly Capacity[] {
  const values = settings.flatMap((one) => ('capacity' in one ? [one.capacity] : []));
  const own = values.find((value) => value.key === key);
  const number = own?.most ?? most;
  if (number === undefined || !Number.isFinite(number)) return [];
  return [{ ...spec, most: number, ...(own !== undefined && { at: own.at }) }];
}
