import type { Position } from '../../base/problem.ts';
import type { Route } from '../../manifests/route.ts';
import { goDurationMs } from '../../objects/durations.ts';
import type { Field } from '../../objects/field.ts';

/** A timeout of a route that limits none of its held connections. */
export interface UnusedTimeout {
  /** `timeouts.request`. */
  readonly setting: string;
  readonly written: string;
  readonly at: Position;
}

const TIMEOUTS = ['request', 'backendRequest'] as const;

/**
 * The timeouts of the rule behind a way of the Gateway API which set no limit on it. What they mean to an upgraded
 * connection is left to each implementation: a converter writes them all the same.
 */
export function unusedTimeouts({ owner, at, hops }: Route): readonly UnusedTimeout[] {
  const rule = owner.root
    .get('spec')
    .get('rules')
    .items()
    .find((field) => isSame(field.at, at));
  if (rule === undefined || !/Route$/.test(owner.kind)) return [];
  const used = hops.hops.flatMap(({ limits }) =>
    limits.flatMap(({ source }) => (source.kind === 'manifest' ? [source.at] : [])),
  );
  return TIMEOUTS.flatMap((key) => {
    const field = rule.get('timeouts').get(key);
    // 0s switches a limit off, and what is off is on no hop.
    if (!isPositive(field) || used.some((place) => isSame(place, field.at))) return [];
    return [{ setting: `timeouts.${key}`, written: field.text ?? '', at: field.at }];
  });
}

function isPositive({ text }: Field): boolean {
  return text !== undefined && (goDurationMs(text) ?? 1) > 0;
}

function isSame(a: Position, b: Position): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}
