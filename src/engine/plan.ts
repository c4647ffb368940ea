import type { Load, Stage, Target } from '../scenario/scenario.ts';

/** The part of a run that a process holds: shard `index` of `count`. */
export interface ShardNumber {
  readonly index: number;
  readonly count: number;
}

/**
 * The share of the connections that the plan wants open at `elapsedMs`, 0 to 1, linear within each stage.
 *
 *     share   1 |      ______
 *               |     /      \          stages: up, hold, down
 *             0 |____/        \__
 */
export function shareAt(stages: readonly Stage[], elapsedMs: number): number {
  let startMs = 0;
  let from = 0;
  for (const { durationMs, share } of stages) {
    const intoStageMs = elapsedMs - startMs;
    if (intoStageMs < durationMs) return from + ((share - from) * intoStageMs) / durationMs;
    startMs += durationMs;
    from = share;
  }
  return from;
}

/** Start of the first stage that keeps its connections; the end of the plan when there is none. */
export function holdStartOf(load: Load): number {
  let startMs = 0;
  let from = 0;
  for (const { durationMs, share } of load.stages) {
    if (share === from && share > 0) return startMs;
    startMs += durationMs;
    from = share;
  }
  return startMs;
}

/**
 * How many of `total` belong to one shard: number k belongs to shard k % count.
 *
 * The shares of all shards add up to `total` for every total, so N processes together draw exactly
 * the ramp that one process would, without any coordination.
 */
export function shareOf(total: number, { index, count }: ShardNumber): number {
  return Math.max(0, Math.floor((total - index + count - 1) / count));
}

/** One target's connections on one shard: `slots` of them, from slot `base` on. */
export interface Holding {
  readonly target: Target;
  readonly targetIndex: number;
  readonly base: number;
  readonly slots: number;
  /** The first member that this shard holds; it holds every count-th from here on. */
  readonly firstMember: number;
}

/**
 * Deals the connections of all targets, counted through, over the shards.
 *
 *     targets      a a a a a b b b
 *     shard of 2   0 1 0 1 0 1 0 1
 */
export function deal(targets: readonly Target[], shard: ShardNumber): readonly Holding[] {
  const holdings: Holding[] = [];
  let base = 0;
  let before = 0;
  for (const [targetIndex, target] of targets.entries()) {
    const firstMember = modulo(shard.index - before, shard.count);
    const slots = shareOf(target.connections, { index: firstMember, count: shard.count });
    holdings.push({ target, targetIndex, base, slots, firstMember });
    base += slots;
    before += target.connections;
  }
  return holdings;
}

/** How many of a holding's slots the plan wants at a share of the whole. */
export function wantedOf(holding: Holding, share: number, count: number): number {
  // The small lift undoes what binary fractions lose: 0.07 x 100 is 7.000000000000001, 0.57 x 100 is 56.99….
  const wanted = Math.floor(holding.target.connections * share + 1e-9);
  return shareOf(wanted, { index: holding.firstMember, count });
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
