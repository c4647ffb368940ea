import { afterEvents, eventAt } from '../reason.ts';
import { counted } from '../words.ts';
import type { Bundle } from './bundle.ts';
import { endingKey, groupBy } from './bundle.ts';

/**
 * What an event did is one bundle, also where some noticed it at once and others late, and what the same
 * kind of event did again and again is one bundle with the spread of its delays.
 */
export function overRepeatedEvents(bundles: readonly Bundle[]): readonly Bundle[] {
  const single = bundles.filter((bundle) => eventOf(bundle) !== undefined);
  const merged = new Map<Bundle, Bundle>();
  for (const alike of groupBy(single, eventKey).values()) {
    if (alike.length < 2) continue;
    const one = mergedEvents(alike.toSorted((a, b) => b.cases.length - a.cases.length));
    for (const bundle of alike) merged.set(bundle, one);
  }
  return [...new Set(bundles.map((bundle) => merged.get(bundle) ?? bundle))];
}

function eventOf({ verdict }: Bundle): number | undefined {
  const { basis, candidates } = verdict;
  return basis === 'event' && candidates.length === 1 ? candidates[0]!.eventAtMs : undefined;
}

function eventKey({ cases, verdict }: Bundle): string {
  const { target, ending } = cases[0]!.drop;
  const { hop, setting, overrun } = verdict.candidates[0]!;
  return `${target} ${endingKey(ending)} ${hop} ${setting} ${overrun}`;
}

/** The greatest speaks for all. */
function mergedEvents(alike: readonly Bundle[]): Bundle {
  const first = alike[0]!;
  const eventAtMs = eventOf(first)!;
  const events = new Set(alike.map(eventOf)).size;
  const fromMs = Math.min(...alike.map((bundle) => bundle.fromMs - eventOf(bundle)!));
  const toMs = Math.max(...alike.map((bundle) => bundle.toMs - eventOf(bundle)!));
  const when = events > 1 ? `each of ${counted(events)} events` : eventAt(eventAtMs);
  const cases = alike.flatMap((bundle) => bundle.cases);
  return {
    ...first,
    cases,
    ...wallOf(alike),
    expectedByChance: alike.reduce((sum, bundle) => sum + (bundle.expectedByChance ?? 0), 0),
    observedMs: eventAtMs + (fromMs + toMs) / 2,
    reason: afterEvents(first.verdict, { fromMs, toMs, when }),
    ...(events > 1 ? { note: `${counted(cases.length)} in all` } : {}),
  };
}

function wallOf(alike: readonly Bundle[]): { readonly fromMs: number; readonly toMs: number } {
  return {
    fromMs: Math.min(...alike.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...alike.map(({ toMs }) => toMs)),
  };
}
