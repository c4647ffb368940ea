import { valueOn } from '../explain/clocks.ts';
import type { Drop, ExplainContext, ExplainedGroup } from '../explain/drop.ts';
import { isExpected } from '../explain/expected.ts';
import { explainDrops } from '../explain/explain-drops.ts';
import type { Connection } from '../journal/connection.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Histogram } from '../stats/histogram.ts';
import type { CauseGroup } from './cause-group.ts';
import type { Connections } from './connections.ts';
import { eventCosts } from './events/event-costs.ts';
import type { EvidenceJoin } from './evidence/evidence.ts';
import { logSummaries, withEvidence } from './evidence/evidence-groups.ts';
import type { RunFold } from './fold.ts';
import type { ExplainedConnection } from './limits/limit-counts.ts';
import { limitOutcomes, notCovered, proves } from './limits/limits.ts';
import type { Reading } from './reading.ts';
import { summarize } from './summary/summarize.ts';
import type { Summary } from './summary/summary.ts';
import type { Timeline } from './timeline.ts';

/** A run with all that is thought of it: what every report and every live view is made from. */
export interface Analysis {
  readonly summary: Summary;
  readonly scenario: Scenario;
  readonly connections: Connections;
  /** Those of the connections that dropped; groups name them by their place here. */
  readonly drops: readonly Drop[];
  /** Numbered from 1 in every report: the unexpected ones first, the largest first. */
  readonly groups: readonly CauseGroup[];
  /** What the drops were explained with. */
  readonly context: ExplainContext;
  readonly timeline: Timeline;
  /** Round trips, and dials to the open, one per target; µs. */
  readonly times: { readonly rtt: readonly Histogram[]; readonly open: readonly Histogram[] };
  /** When each phase began, ms since the epoch. */
  readonly phases: ReadonlyMap<string, number>;
  /** The run is still going on: connections without an end are open. */
  readonly isRunning: boolean;
}

/** Explains and counts all that was folded. Undefined when there is not even a first record. */
export function analyze(
  fold: RunFold,
  reading: Reading,
  joins: readonly EvidenceJoin[] = [],
): Analysis | undefined {
  const context = fold.context();
  if (context === undefined || fold.run === undefined) return undefined;
  const { connections, run } = fold;
  const drops = fold.drops();
  const found = explainedGroups(drops, context);
  const groups = withEvidence(found, drops, { joins, context, connections });
  const limits = limitOutcomes(explained(connections, groups), context);
  const costs = eventCosts({ ...context, groups, drops });
  const summary = summarize({ fold, run, drops, groups, eventCosts: costs, limits, reading });
  return {
    summary: {
      ...summary,
      proves: [...summary.proves, ...proves(limits)],
      notCovered: notCovered(limits),
      logs: logSummaries(joins),
    },
    scenario: run.scenario,
    connections,
    drops,
    groups,
    context,
    timeline: fold.timeline,
    times: { rtt: fold.rtt, open: fold.open },
    phases: fold.phases,
    isRunning: reading.isRunning === true,
  };
}

/** How long a connection was open, so far where it still is; undefined where its end is not known. */
export function ageIn(
  { isRunning, summary }: Analysis,
  { ended, openedAtMs }: Connection,
): number | undefined {
  if (ended !== undefined) return ended.ageMs;
  return isRunning ? Math.max(0, summary.run.durationMs - openedAtMs) : undefined;
}

/** All drops in groups, those that were wanted apart from the others. */
function explainedGroups(drops: readonly Drop[], context: ExplainContext): readonly CauseGroup[] {
  return explainDrops(drops, context)
    .flatMap((group) => byExpectation(group, drops, context))
    .sort((a, b) => Number(a.expected) - Number(b.expected));
}

/** One group, or two: those that the target was there to die, and the others. */
function byExpectation(
  group: ExplainedGroup,
  drops: readonly Drop[],
  { targets }: ExplainContext,
): readonly CauseGroup[] {
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
  const inside = new Set(members);
  const isMember = (index: number) => inside.has(index);
  const times = members.map((index) => drops[index]!.atMs).sort((a, b) => a - b);
  const values = members.map((index) => valueOn(group.axis, drops[index]!)).sort((a, b) => a - b);
  return {
    ...group,
    ending: drops[members[0]!]!.ending,
    members,
    events: group.events.map((event) => ({ ...event, members: event.members.filter(isMember) })),
    fromMs: values[0]!,
    toMs: values.at(-1)!,
    firstAtMs: times[0]!,
    lastAtMs: times.at(-1)!,
  };
}

/** Every connection whose end is known, with the explanation that its group has. */
function* explained(
  connections: Connections,
  groups: readonly CauseGroup[],
): Generator<ExplainedConnection> {
  const groupOfDrop = new Array<CauseGroup | undefined>(connections.dropCount).fill(undefined);
  for (const group of groups) for (const index of group.members) groupOfDrop[index] = group;
  for (const { id, ended } of connections) {
    if (ended === undefined) continue;
    const index = connections.dropIndexOf(id);
    const group = index === undefined ? undefined : groupOfDrop[index];
    yield { connection: ended, explanation: group?.explanation };
  }
}
