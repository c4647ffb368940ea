import type { Bundle } from './bundle.ts';
import { endingKey, extent, groupBy } from './bundle.ts';
import { afterEvents, eachOf } from './reason.ts';
import { counted } from './words.ts';

/** What the same kind of event did again and again becomes one bundle with the spread of its delays. */
export function overRepeatedEvents(bundles: readonly Bundle[]): readonly Bundle[] {
  const single = bundles.filter(({ verdict }) => eventOf({ verdict }) !== undefined);
  const merged = new Map<Bundle, Bundle>();
  for (const alike of groupBy(single, eventKey).values()) {
    const events = new Set(alike.map(eventOf)).size;
    if (events < 2) continue;
    const one = mergedEvents(alike, events);
    for (const bundle of alike) merged.set(bundle, one);
  }
  return [...new Set(bundles.map((bundle) => merged.get(bundle) ?? bundle))];
}

function eventOf({ verdict }: Pick<Bundle, 'verdict'>): number | undefined {
  const { basis, candidates } = verdict;
  return basis === 'event' && candidates.length === 1 ? candidates[0]!.eventAtMs : undefined;
}

function eventKey({ cases, verdict }: Bundle): string {
  const { target, ending } = cases[0]!.drop;
  const { hop, setting, overrun } = verdict.candidates[0]!;
  return `${target} ${endingKey(ending)} ${verdict.certainty} ${hop} ${setting} ${overrun}`;
}

function mergedEvents(alike: readonly Bundle[], events: number): Bundle {
  const first = alike[0]!;
  const delays = alike.flatMap((bundle) =>
    bundle.cases.map(({ drop }) => drop.atMs - eventOf(bundle)!),
  );
  const { fromMs, toMs } = extent(delays, (delay) => delay);
  const cases = alike.flatMap((bundle) => bundle.cases);
  const delay = { fromMs, toMs, when: eachOf(events) };
  return {
    ...first,
    cases,
    ...wallOf(alike),
    observedMs: eventOf(first)! + (fromMs + toMs) / 2,
    reason: afterEvents(first.verdict, delay),
    note: `${counted(cases.length)} in all`,
  };
}

function wallOf(alike: readonly Bundle[]): { readonly fromMs: number; readonly toMs: number } {
  return {
    fromMs: Math.min(...alike.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...alike.map(({ toMs }) => toMs)),
  };
}
