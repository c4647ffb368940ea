import type { Group } from '../grouping/group.ts';
import { endingKey, groupBy, revised } from '../grouping/group.ts';
import { afterEvents, eventAt } from '../reason.ts';
import { counted } from '../words.ts';
import type { RunPass } from './pass.ts';

const id = 'repeated-events';

/** Also where some of the drops were noticed at once and others late. */
export const repeatedEvents: RunPass = {
  id,
  concludes:
    'the drops of repeated events of one kind form one group, with the spread of their delays',
  refutedBy: 'one of these events that ended no connection of the hop',
  apply(groups) {
    const single = groups.filter((group) => eventOf(group) !== undefined);
    const merged = new Map<Group, Group>();
    for (const alike of groupBy(single, eventKey).values()) {
      if (alike.length < 2) continue;
      const one = mergedEvents(alike.toSorted((a, b) => b.cases.length - a.cases.length));
      for (const group of alike) merged.set(group, one);
    }
    return [...new Set(groups.map((group) => merged.get(group) ?? group))];
  },
};

function eventOf({ conclusion }: Group): number | undefined {
  const { basis, candidates } = conclusion;
  return basis === 'event' && candidates.length === 1 ? candidates[0]!.eventAtMs : undefined;
}

function eventKey({ cases, conclusion }: Group): string {
  const { target, ending } = cases[0]!.drop;
  const { hop, setting, overrun } = conclusion.candidates[0]!;
  return `${target} ${endingKey(ending)} ${hop} ${setting} ${overrun}`;
}

/** The greatest speaks for all. */
function mergedEvents(alike: readonly Group[]): Group {
  const first = alike[0]!;
  const eventAtMs = eventOf(first)!;
  const events = new Set(alike.map(eventOf)).size;
  const fromMs = Math.min(...alike.map((group) => group.fromMs - eventOf(group)!));
  const toMs = Math.max(...alike.map((group) => group.toMs - eventOf(group)!));
  const when = events > 1 ? `each of ${counted(events)} events` : eventAt(eventAtMs);
  const cases = alike.flatMap((group) => group.cases);
  const note = events > 1 ? `${counted(cases.length)} in all` : first.note;
  return revised(id, first, {
    found: `${counted(cases.length)} after ${when}`,
    cases,
    events: alike.map((group) => ({ atMs: eventOf(group)!, cases: group.cases })),
    ...wallOf(alike),
    expectedByChance: alike.reduce((sum, group) => sum + (group.expectedByChance ?? 0), 0),
    observedMs: eventAtMs + (fromMs + toMs) / 2,
    reason: afterEvents(first.conclusion, { fromMs, toMs, when }),
    note,
  });
}

function wallOf(alike: readonly Group[]): { readonly fromMs: number; readonly toMs: number } {
  return {
    fromMs: Math.min(...alike.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...alike.map(({ toMs }) => toMs)),
  };
}
