import type { ClosedBy } from '../../explain/accounts/account.ts';
import {
  closedFirst,
  type GroupEvidence,
  withOtherSide,
} from '../../explain/accounts/other-side.ts';
import type { Drop } from '../../explain/drop.ts';
import type { Target } from '../../scenario/scenario.ts';
import type { CauseGroup } from '../cause-group.ts';
import type { LogSummary, OtherSide } from '../summary/summary.ts';
import type { EvidenceJoin } from './evidence.ts';

/** The party of a log of the backend itself: it stands at the end of every way. */
export const BACKEND = 'backend';

/** Groups after the logs of other parties were heard, and what these said. */
export function withEvidence(
  groups: readonly CauseGroup[],
  drops: readonly Drop[],
  {
    joins,
    targets,
  }: { readonly joins: readonly EvidenceJoin[]; readonly targets: readonly Target[] },
): readonly CauseGroup[] {
  if (joins.length === 0) return groups;
  return groups.map((group) => {
    const { via } = targets.find(({ name }) => name === group.target)!;
    const members = group.members.map((index) => drops[index]!);
    let after = group;
    const otherSides: OtherSide[] = [];
    for (const join of joins) {
      const heard = hear(join, members, via.at(-1) ?? '');
      if (heard === undefined) continue;
      after = withOtherSide(after, heard.evidence, via);
      otherSides.push(heard.otherSide);
    }
    return otherSides.length === 0 ? group : { ...after, otherSides };
  });
}

interface Heard {
  readonly evidence: GroupEvidence;
  readonly otherSide: OtherSide;
}

function hear(join: EvidenceJoin, drops: readonly Drop[], lastHop: string): Heard | undefined {
  const closedBy: Record<ClosedBy, number> = {
    self: 0,
    'client-side': 0,
    'server-side': 0,
    unknown: 0,
  };
  const endings = new Map<string, number>();
  const laterMs: number[] = [];
  let matched = 0;
  for (const drop of drops) {
    const joined = join.accountOf(drop);
    if (joined === undefined) continue;
    matched += 1;
    const late = join.laterMs(drop, joined);
    if (late !== undefined) laterMs.push(late);
    const { account } = joined;
    const by = closedFirst({ closedBy: account.closedBy, laterMs: late ?? 0 }, drop.ending);
    closedBy[by] += 1;
    endings.set(account.ending, (endings.get(account.ending) ?? 0) + 1);
  }
  if (matched === 0) return undefined;
  const [[ending]] = [...endings].sort((a, b) => b[1] - a[1]) as [[string, number]];
  const isBackend = join.party === BACKEND;
  const { self, 'client-side': clientSide, 'server-side': serverSide, unknown } = closedBy;
  return {
    evidence: {
      hop: isBackend ? lastHop : join.party,
      name: isBackend ? "the backend's log" : `the log of ${join.party}`,
      matched,
      closedBy,
      ending,
    },
    otherSide: {
      party: join.party,
      matched,
      closedBy: { self, clientSide, serverSide, unknown },
      ending,
      laterMs: laterOf(laterMs),
    },
  };
}

function laterOf(laterMs: readonly number[]): OtherSide['laterMs'] {
  if (laterMs.length === 0) return null;
  const sorted = Float64Array.from(laterMs).sort();
  return {
    min: Math.round(sorted[0]!),
    median: Math.round(sorted[sorted.length >> 1]!),
    max: Math.round(sorted.at(-1)!),
  };
}

/** What was read of each log. */
export function logSummaries(joins: readonly EvidenceJoin[]): readonly LogSummary[] {
  return joins.map(({ party, counts, clocks }) => ({
    party,
    ...counts,
    clocks: clocks.map(({ clock, offsetMs, pairs }) => ({
      clock,
      offsetMs: Math.round(offsetMs),
      pairs,
    })),
  }));
}
