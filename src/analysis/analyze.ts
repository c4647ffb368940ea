import type { Drop, ExplainContext, ExplainedGroup } from '../explain/drop.ts';
import { isExpected } from '../explain/expected.ts';
import type { Life } from '../explain/limit-outcomes.ts';
import { valueOn } from '../explain/passes/bundle.ts';
import { explainDrops } from '../explain/passes/groups.ts';
import { notCovered, promises, proves } from '../explain/promises.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Histogram } from '../stats/histogram.ts';
import type { EvidenceJoin } from './evidence.ts';
import { logSummaries, withEvidence } from './evidence-groups.ts';
import type { RunFold } from './fold.ts';
import type { LifeRow } from './life-table.ts';
import { summarize } from './summarize.ts';
import type { Summary } from './summary.ts';
import type { Timeline } from './timeline.ts';
import type { Reading, ViewGroup } from './view-group.ts';

/** A run as reports see it. */
export interface RunView {
  readonly summary: Summary;
  readonly scenario: Scenario;
  readonly drops: readonly Drop[];
  readonly groups: readonly ViewGroup[];
  readonly timeline: Timeline;
  /** Round trips, and dials to the open, one per target; µs. */
  readonly times: { readonly rtt: readonly Histogram[]; readonly open: readonly Histogram[] };
  /** When each phase began, ms since the epoch. */
  readonly phases: ReadonlyMap<string, number>;
  lives(): Generator<LifeRow>;
}

/** Explains and counts all that was folded. Undefined when there is not even a first record. */
export function viewOf(
  fold: RunFold,
  reading: Reading,
  joins: readonly EvidenceJoin[] = [],
): RunView | undefined {
  const context = fold.context();
  if (context === undefined || fold.run === undefined) return undefined;
  const drops = fold.drops();
  const { targets } = context;
  const groups = withEvidence(explainedGroups(drops, context), drops, { joins, targets });
  const kept = promises(livesOf(fold, drops, groups), context);
  const { scenario } = fold.run;
  const summary = summarize({ fold, run: fold.run, drops, groups, promises: kept, reading });
  return {
    summary: {
      ...summary,
      proves: [...summary.proves, ...proves(kept)],
      notCovered: notCovered(kept),
      logs: logSummaries(joins),
    },
    scenario,
    drops,
    groups,
    timeline: fold.timeline,
    times: { rtt: fold.rtt, open: fold.open },
    phases: fold.phases,
    lives: () => (reading.isRunning === true ? livesSoFar(fold) : fold.lives.lives()),
  };
}

/** All drops in groups, those that were wanted apart from the others. */
export function explainedGroups(
  drops: readonly Drop[],
  context: ExplainContext,
): readonly ViewGroup[] {
  return explainDrops(drops, context).flatMap((group) => byExpectation(group, drops, context));
}

/** While the run goes on: who did not end has lived until now. */
function* livesSoFar({ lives, lastAtMs }: RunFold): Generator<LifeRow> {
  for (const row of lives.lives()) {
    if (row.endedAtMs !== undefined) yield row;
    else yield { ...row, endedAtMs: lastAtMs, ageMs: Math.max(0, lastAtMs - row.openedAtMs) };
  }
}

/** One group, or two: those that the target was there to die, and the others. */
function byExpectation(
  group: ExplainedGroup,
  drops: readonly Drop[],
  { targets }: ExplainContext,
): readonly ViewGroup[] {
  const target = targets.find(({ name }) => name === group.target)!;
  if (target.expectDrop === undefined) return [{ ...group, expected: false }];
  const wanted = (index: number) => isExpected(drops[index]!, target, group.explanation);
  return [true, false].flatMap((expected) => {
    const members = group.members.filter((index) => wanted(index) === expected);
    return members.length === 0 ? [] : [{ ...spanning(group, members, drops), expected }];
  });
}

function spanning(
  group: ExplainedGroup,
  members: readonly number[],
  drops: readonly Drop[],
): ExplainedGroup {
  if (members.length === group.members.length) return group;
  const times = members.map((index) => drops[index]!.atMs).sort((a, b) => a - b);
  const values = members.map((index) => valueOn(group.axis, drops[index]!)).sort((a, b) => a - b);
  return {
    ...group,
    ending: drops[members[0]!]!.ending,
    members,
    fromMs: values[0]!,
    toMs: values.at(-1)!,
    firstAtMs: times[0]!,
    lastAtMs: times.at(-1)!,
  };
}

/** Every connection whose end is known, with what was said of it: what promises are held against. */
function* livesOf(
  fold: RunFold,
  drops: readonly Drop[],
  groups: readonly ViewGroup[],
): Generator<Life> {
  const groupOfDrop: (ViewGroup | undefined)[] = drops.map(() => undefined);
  for (const group of groups) for (const index of group.members) groupOfDrop[index] = group;
  for (const row of fold.lives.lives()) {
    if (row.endedAtMs === undefined) continue;
    if (row.dropIndex >= 0) {
      const explanation = groupOfDrop[row.dropIndex]?.explanation;
      yield { seen: drops[row.dropIndex]!, explanation };
    } else yield { seen: heldDrop(row) };
  }
}

function heldDrop(row: LifeRow): Drop {
  return {
    id: row.id,
    target: row.target,
    member: 0,
    atMs: row.endedAtMs ?? 0,
    ending: { kind: 'local-close', why: 'stop', life: 'proven' },
    ageMs: row.ageMs,
    sinceSentMs: row.sinceSentMs,
    sinceReceivedMs: row.sinceReceivedMs,
    quietBeforeLastWriteMs: 0,
    loopDelayMs: 0,
    proven: true,
  };
}
