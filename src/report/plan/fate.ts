import { holdMs, isExpected, refreshMs } from '../../check/plan-ways.ts';
import { limitsOn, type PlacedLimit } from '../../path/path.ts';
import type { Scenario, Target } from '../../scenario/scenario.ts';

/** What a limit will do to the connections of one target in this run. */
export type Fate =
  /** The traffic restarts its clock in time. */
  | { readonly kind: 'restarted'; readonly everyMs: number }
  /** It ends every connection; `wanted` when the target is there to die so. */
  | { readonly kind: 'ends'; readonly wanted: boolean }
  /** The run ends before it. */
  | { readonly kind: 'beyond' }
  /** Another limit has ended every connection before. */
  | { readonly kind: 'preceded' }
  /** It waits for something that only happens now and then; `planned` when the scenario says it will. */
  | { readonly kind: 'waits'; readonly what: string; readonly planned: boolean };

/** A limit on a target's way, and what comes of it. */
export interface FatedLimit extends PlacedLimit {
  readonly fate: Fate;
}

/** Every limit on a target's way in path order, with what it will do. */
export function fatesOf(target: Target, scenario: Scenario): readonly FatedLimit[] {
  const { transport, port } = target.address;
  const way = { transport, port, via: target.via };
  const limits = limitsOn(scenario.path, way).map((placed) => ({
    ...placed,
    fate: fateOf(placed, target, scenario),
  }));
  const firstMs = Math.min(
    ...limits.flatMap(({ fate, limit }) => (fate.kind === 'ends' ? [limit.afterMs] : [])),
  );
  return limits.map((one) =>
    one.fate.kind === 'ends' && one.limit.afterMs > firstMs
      ? { ...one, fate: { kind: 'preceded' } }
      : one,
  );
}

function fateOf(placed: PlacedLimit, target: Target, scenario: Scenario): Fate {
  const { limit, hop } = placed;
  const heldMs = holdMs(scenario);
  switch (limit.startsAt) {
    case 'last-reset': {
      if (limit.afterMs >= heldMs) return { kind: 'beyond' };
      const everyMs = refreshMs(target, limit);
      // A period that is as long as the timeout loses the race now and then.
      if (everyMs < limit.afterMs) return { kind: 'restarted', everyMs };
      return { kind: 'ends', wanted: isExpected(target, placed) };
    }
    case 'open':
      if (limit.afterMs >= heldMs) return { kind: 'beyond' };
      return { kind: 'ends', wanted: isExpected(target, placed) };
    case 'stall':
      return { kind: 'waits', what: 'a side that does not read', planned: false };
    case 'event': {
      const what = limit.event ?? 'event';
      const faults = scenario.lab?.faults ?? [];
      const planned = faults.some((fault) => fault.hop === hop.id && fault.kind === limit.event);
      return { kind: 'waits', what: EVENT_WORDS[what] ?? what, planned };
    }
  }
}

const EVENT_WORDS: Readonly<Record<string, string>> = {
  reload: 'a reload',
  shutdown: 'a shutdown',
  'backend-stop': 'a pod that stops',
  'backend-removed': 'a removed backend',
};

/**
 * The limit that decides how long a connection of this target lives: the first that ends it; else the one
 * that its traffic keeps away with the least to spare.
 */
export function decisive(limits: readonly FatedLimit[]): FatedLimit | undefined {
  const ends = limits.filter(({ fate }) => fate.kind === 'ends');
  if (ends.length > 0) return ends.reduce((a, b) => (b.limit.afterMs < a.limit.afterMs ? b : a));
  const restarted = limits.flatMap((one) =>
    one.fate.kind === 'restarted' ? [{ one, spare: one.limit.afterMs / one.fate.everyMs }] : [],
  );
  if (restarted.length === 0) return undefined;
  return restarted.reduce((a, b) => (b.spare < a.spare ? b : a)).one;
}
