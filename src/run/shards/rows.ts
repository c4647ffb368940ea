import { deal, type ShardNumber } from '../../engine/plan.ts';
import { MemberRows, type PackedRows, packRows } from '../../scenario/data/member-rows.ts';
import type { Rows } from '../../scenario/data/rows.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** The rows of the members that one shard holds, by target; null where a target takes none. */
export function rowsOfShard(
  scenario: Scenario,
  rows: ReadonlyMap<string, Rows>,
  shard: ShardNumber,
): readonly (PackedRows | null)[] {
  const { seed, data = [], targets } = scenario;
  return deal(targets, shard).map(({ target, slots, firstMember: first }) => {
    const source = data.find(({ name }) => name === target.each?.source);
    const file = source && rows.get(source.name);
    if (source === undefined || file === undefined) return null;
    return packRows({ target, source, rows: file, seed, first, step: shard.count, slots });
  });
}

/** The same, to be read. */
export function unpacked(
  packed: readonly (PackedRows | null)[],
): readonly (MemberRows | undefined)[] {
  return packed.map((rows) => (rows === null ? undefined : new MemberRows(rows)));
}
