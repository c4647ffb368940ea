import type { Certainty } from '../../explain/cause.ts';
import type { Drop, ExplainContext, ExplainedGroup } from '../../explain/drop.ts';
import { groupBy } from '../../explain/grouping/group.ts';
import type { JournalRecord } from '../../journal/record.ts';
import type { Truth } from '../sim-network.ts';
import { explainedRun } from './explained.ts';
import type { SwarmWorld } from './swarm-world.ts';

/** What an explanation is worth, compared with the truth. */
export type Grade =
  /** Names the hop that did it, and no other. */
  | 'named'
  /** Leaves several open, and the one that did it is among them. */
  | 'open'
  | 'unexplained'
  /** Leaves several open, and the one that did it is not among them. */
  | 'misled'
  | 'wronglyLikely'
  | 'wronglyCertain'
  /** Nothing ended this connection. */
  | 'invented';

/** How all drops of some worlds were explained. */
export type Score = Record<Grade, number>;

/** A drop, what was said of it, and who did it. */
export interface Judged {
  readonly drop: Drop;
  readonly group: ExplainedGroup;
  readonly truths: readonly Truth[];
  readonly grade: Grade;
}

/** One world, lived through by the engine itself and explained. */
export interface Lived {
  readonly world: SwarmWorld;
  readonly drops: readonly Drop[];
  readonly groups: readonly ExplainedGroup[];
  readonly context: ExplainContext;
  readonly judged: readonly Judged[];
  /** Connections that answered at the end although something had ended them: must be none. */
  readonly raised: number;
}

export function emptyScore(): Score {
  return {
    named: 0,
    open: 0,
    unexplained: 0,
    misled: 0,
    wronglyLikely: 0,
    wronglyCertain: 0,
    invented: 0,
  };
}

export function live(world: SwarmWorld): Lived {
  const proven = new Map<number, number>();
  const onRecord = (record: JournalRecord): void => {
    if (record.type !== 'ended' || record.ending.kind !== 'local-close') return;
    if (record.ending.life === 'proven')
      proven.set(record.id, record.atMs - record.sinceReceivedMs);
  };
  const { drops, groups, context, truths } = explainedRun({ ...world, onRecord }, world.marks);
  const truthsOf = groupBy(truths, ({ id }) => `${id}`);
  const judged = groups.flatMap((group) =>
    group.members.map((index): Judged => {
      const drop = drops[index]!;
      const mine = (truthsOf.get(`${drop.id}`) ?? []).filter(({ atMs }) => atMs <= drop.atMs);
      return { drop, group, truths: mine, grade: gradeOf(group, drop, mine, world) };
    }),
  );
  const raised = truths.filter(({ id, atMs }) => (proven.get(id) ?? 0) > atMs + 1_000).length;
  return { world, drops, groups, context, judged, raised };
}

function gradeOf(
  { explanation: { certainty, causes } }: ExplainedGroup,
  drop: Drop,
  truths: readonly Truth[],
  { stalls = [] }: SwarmWorld,
): Grade {
  if (truths.length === 0) return 'invented';
  const hops = [...new Set(causes.map(({ hop }) => hop))];
  const lastMs = drop.atMs - Math.max(drop.sinceSentMs, drop.quietBeforeLastWriteMs);
  // Where our own standstill kept a heartbeat back, both the limit and we are to blame.
  const stalled = stalls.some(([, toMs]) => toMs >= lastMs && toMs <= drop.atMs + 1_000);
  const isGuilty = (hop: string) =>
    truths.some((truth) => truth.hop === hop) || (stalled && hop === 'generator');
  return graded(certainty, hops, isGuilty);
}

function graded(
  certainty: Certainty,
  hops: readonly string[],
  isGuilty: (hop: string) => boolean,
): Grade {
  if (certainty === 'unexplained') return 'unexplained';
  if (hops.length === 1 && isGuilty(hops[0]!)) return 'named';
  if (certainty === 'possible') return hops.some(isGuilty) ? 'open' : 'misled';
  return certainty === 'certain' ? 'wronglyCertain' : 'wronglyLikely';
}
