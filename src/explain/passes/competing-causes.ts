import { observed, valueOn } from '../clocks.ts';
import type { Candidate } from '../conclusion.ts';
import type { Case } from '../grouping/group.ts';
import { conclusionKey, groupBy, isTimed, observedIn } from '../grouping/group.ts';
import type { AlikePass } from './pass.ts';

/** A cause must have explained so many drops alone before it may claim those that others claim too. */
const SUPPORT_LEAST = 3;

/** An event's burst catches a few connections whose idle time fits a timer by accident. */
const ACCIDENT_SHARE = 0.2;

/** Deaths one by one on one clock, of connections that outlived the other, keep only that clock. */
export const competingCauses: AlikePass = {
  id: 'competing-causes',
  concludes:
    'where several limits or events match, the one that alone explains other drops explains these too, if those outlived its rivals',
  refutedBy: 'drops that only the rival matches; two equal limits stay ambiguous',
  apply({ open, groups }) {
    return { open: settled(open), groups };
  },
};

function settled(open: readonly Case[]): readonly Case[] {
  const timed = open.filter(isTimed);
  const supporters = groupBy(
    timed.filter(({ conclusion }) => conclusion.candidates.length === 1),
    ({ conclusion }) => candidateKey(conclusion.candidates[0]!),
  );
  const contested = groupBy(
    timed.filter(({ conclusion }) => conclusion.candidates.length > 1),
    ({ conclusion }) => conclusionKey(conclusion),
  );
  const changed = new Map<Case, Case>();
  for (const cases of contested.values()) {
    const model = winner(cases, supporters);
    if (model === undefined) continue;
    for (const one of cases) changed.set(one, adapted(one, model));
  }
  return changed.size === 0 ? open : open.map((one) => changed.get(one) ?? one);
}

function winner(
  cases: readonly Case[],
  supporters: ReadonlyMap<string, readonly Case[]>,
): Case | undefined {
  const rivals = cases[0]!.conclusion.candidates.map((candidate) => ({
    candidate,
    support: supporters.get(candidateKey(candidate)) ?? [],
  }));
  const strongest = rivals.reduce((a, b) => (b.support.length > a.support.length ? b : a));
  const { candidate, support } = strongest;
  if (support.length < SUPPORT_LEAST) return undefined;
  const others = rivals.filter((rival) => rival !== strongest);
  const excluded = others.every((rival) => isExcluded(rival.candidate, support));
  const accidents =
    candidate.eventAtMs !== undefined && cases.length <= ACCIDENT_SHARE * support.length;
  return excluded || accidents ? support[0] : undefined;
}

/** A timer that connections outlived clearly is not in force; not to have reached it shows nothing. */
function isExcluded({ timer, eventAtMs }: Candidate, support: readonly Case[]): boolean {
  if (timer === undefined || eventAtMs !== undefined) return false;
  // A session that was forgotten in silence looks alive until a packet is sent: that is not outliving it.
  if (timer.sights.some(({ noticed }) => noticed === 'next-packet')) return false;
  const { limit } = timer;
  const clearlyMs = limit.afterMs * 1.01 + 4 * (limit.earlyMs + limit.lateMs);
  return support.filter(({ drop }) => observed(timer, drop) > clearlyMs).length >= SUPPORT_LEAST;
}

/** The model's words with the case's own figure; clocks of the same axis are read alike. */
function adapted(one: Case, { conclusion }: Case): Case {
  const { axis } = conclusion;
  const observedMs = one.conclusion.axis === axis ? observedIn(one) : valueOn(axis, one.drop);
  const key = candidateKey(conclusion.candidates[0]!);
  const ruledOut = one.conclusion.candidates.filter((rival) => candidateKey(rival) !== key);
  return { ...one, conclusion, observedMs: axis === 'wall' ? one.drop.atMs : observedMs, ruledOut };
}

function candidateKey({ hop, setting, timer, eventAtMs }: Candidate): string {
  return `${hop}|${setting}|${timer?.limit.afterMs}|${eventAtMs}`;
}
