import type { ClosedBy } from '../../explain/accounts/account.ts';
import {
  closedFirst,
  type GroupEvidence,
  withOtherSides,
} from '../../explain/accounts/other-side.ts';
import type { Drop, ExplainContext } from '../../explain/drop.ts';
import { sendersOf } from '../../explain/senders.ts';
import { type TargetWay, targetWay } from '../../explain/target-way.ts';
import type { CauseGroup } from '../cause-group.ts';
import type { Connections } from '../connections.ts';
import type { LogSummary, OtherSide } from '../summary/summary.ts';
import type { EvidenceJoin } from './evidence.ts';
import { isMissingFrom } from './missing-lines.ts';

/** The party of a log of the backend itself: it stands at the end of every way. */
export const BACKEND = 'backend';

interface Ground {
  readonly joins: readonly EvidenceJoin[];
  readonly context: ExplainContext;
  readonly connections: Connections;
}

/** Groups after the logs of other parties were heard, and what these said. */
export function withEvidence(
  groups: readonly CauseGroup[],
  drops: readonly Drop[],
  { joins, context, connections }: Ground,
): readonly CauseGroup[] {
  if (joins.length === 0) return groups;
  const ways = context.targets.map((target, index) => targetWay(context.path, target, index));
  return groups.map((group) => {
    const members = group.members.map((index) => drops[index]!);
    const way = ways[members[0]!.target]!;
    const heard = joins.flatMap((join) => hear({ join, way, connections }, members) ?? []);
    if (heard.length === 0) return group;
    const { via } = way.target;
    const able = sendersOf(members[0]!, way).candidates;
    const evidence = heard.map((one) => one.evidence);
    const otherSides = heard.flatMap((one) => one.otherSide ?? []);
    const after = withOtherSides(group, evidence, { via, able });
    return otherSides.length === 0 ? after : { ...after, otherSides };
  });
}

interface Heard {
  readonly evidence: GroupEvidence;
  /** None where only the absence of lines tells. */
  readonly otherSide?: OtherSide;
}

interface Hearing {
  readonly join: EvidenceJoin;
  readonly way: TargetWay;
  readonly connections: Connections;
}

function hear(hearing: Hearing, drops: readonly Drop[]): Heard | undefined {
  const { join, way } = hearing;
  const isBackend = join.party === BACKEND;
  const hop = isBackend ? (way.target.via.at(-1) ?? '') : join.party;
  const name = isBackend ? "the backend's log" : `the log of ${join.party}`;
  const party = { hop, name, members: drops.length };
  const told = drops.flatMap((drop) => {
    const joined = join.accountOf(drop);
    return joined === undefined ? [] : [{ drop, joined }];
  });
  if (told.length === 0)
    return isMissingFrom(hearing, drops) ? { evidence: killed(party) } : undefined;
  const closedBy = { self: 0, 'client-side': 0, 'server-side': 0, unknown: 0 };
  const readsFrames = way.stations.some(({ id, writesFrames }) => id === hop && writesFrames);
  const laterMs: number[] = [];
  const own = new Words();
  const all = new Words();
  for (const { drop, joined } of told) {
    const late = join.laterMs(drop, joined);
    if (late !== undefined) laterMs.push(late);
    const { account } = joined;
    const by = closedFirst(
      { closedBy: account.closedBy, laterMs: late ?? 0, readsFrames },
      drop.ending,
    );
    closedBy[by] += 1;
    all.add(account.ending);
    if (by === 'self') own.add(account.ending, account.means);
  }
  const matched = told.length;
  const { self, 'client-side': clientSide, 'server-side': serverSide, unknown } = closedBy;
  return {
    evidence: { ...party, matched, closedBy, ...said(own, all) },
    otherSide: {
      party: join.party,
      matched,
      closedBy: { self, clientSide, serverSide, unknown },
      ending: said(own, all).ending,
      laterMs: laterOf(laterMs),
    },
  };
}

/** Nothing but a process that dies leaves no line of what it held. */
function killed(party: Pick<GroupEvidence, 'hop' | 'name' | 'members'>): GroupEvidence {
  const closedBy: Record<ClosedBy, number> = {
    self: party.members,
    'client-side': 0,
    'server-side': 0,
    unknown: 0,
  };
  const ending = 'no line of them, and of all others';
  return { ...party, matched: 0, closedBy, ending, means: 'killed or crashed' };
}

function said(own: Words, all: Words): Pick<GroupEvidence, 'ending' | 'means'> {
  const [ending, means] = own.most ?? all.most ?? ['', undefined];
  return { ending, means: means ?? (ending === '' ? 'closed by itself' : ending) };
}

/** The words of a log, by how often they occur. */
class Words {
  readonly #counts = new Map<string, number>();
  readonly #means = new Map<string, string | undefined>();

  add(ending: string, means?: string): void {
    this.#counts.set(ending, (this.#counts.get(ending) ?? 0) + 1);
    this.#means.set(ending, means);
  }

  /** The most frequent ones, and what they mean. */
  get most(): readonly [ending: string, means: string | undefined] | undefined {
    const [first] = [...this.#counts].sort((a, b) => b[1] - a[1]);
    return first === undefined ? undefined : [first[0], this.#means.get(first[0])];
  }
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
