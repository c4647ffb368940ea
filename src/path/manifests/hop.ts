import { assert } from '../../base/assert.ts';
import type { Position } from '../../base/problem.ts';
import type { HopKind, LimitSpec } from '../hop-kind.ts';
import type { Hop, Limit, LimitSource } from '../path.ts';
import { hopKind } from '../vendors/all.ts';

/** A value that a manifest gives to a limit. */
export interface Setting {
  /** The `key` of the hop kind's limit. */
  readonly key: string;
  /** Infinity switches the limit off. */
  readonly ms: number;
  readonly at: Position;
  /** Set when it holds for one listener only. */
  readonly onlyPort?: number;
}

/** A hop of this kind with what the manifests set, and with the vendor's default where they set nothing. */
export function hopOf(id: string, kind: string, settings: readonly Setting[]): Hop {
  const known = hopKind(kind);
  assert(known !== undefined, `no kind of hop ${kind}`);
  return {
    id,
    kind,
    role: known.role,
    limits: known.limits.flatMap((spec) => limitsOf(spec, settings, known)),
  };
}

function limitsOf(spec: LimitSpec, settings: readonly Setting[], kind: HopKind): readonly Limit[] {
  const own = settings.filter(({ key }) => key === spec.key);
  const configured = own
    .filter(({ ms }) => Number.isFinite(ms))
    .map(({ ms, at, onlyPort }) => ({
      ...plain(spec),
      ...effectsOf(spec, kind),
      afterMs: ms,
      source: { kind: 'manifest', at } satisfies LimitSource,
      ...(onlyPort === undefined ? {} : { onlyPort }),
    }));
  const isForAll = own.some(({ onlyPort }) => onlyPort === undefined);
  if (isForAll || spec.defaultMs === undefined) return configured;
  const source: LimitSource = { kind: 'vendor-default', reference: spec.reference };
  // Ports that have a setting of their own keep it; a limit cannot say "all ports but these".
  if (configured.length > 0) return configured;
  return [{ ...plain(spec), ...effectsOf(spec, kind), afterMs: spec.defaultMs, source }];
}

function plain(spec: LimitSpec): Omit<Limit, 'afterMs' | 'source'> {
  const { key, defaultMs, rangeMs, reference, catalogue, ...limit } = spec;
  return limit;
}

/** Manifests do not say how a balancer forgets a session, so every way of its kind stays possible. */
function effectsOf(spec: LimitSpec, { onIdle }: HopKind): Pick<Limit, 'effects'> {
  const isOpen = onIdle !== undefined && spec.startsAt === 'last-reset' && spec.effects.length > 1;
  return { effects: isOpen ? onIdle : spec.effects };
}
