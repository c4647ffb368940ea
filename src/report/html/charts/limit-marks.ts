import type { Analysis } from '../../../analysis/analyze.ts';
import type { Limit } from '../../../path/path.ts';
import { wayOf } from '../../../path/way.ts';
import { clipped, html, type Markup } from '../markup.ts';

/** Configured limits at one time of a connection's own clock. */
export interface LimitMark {
  readonly afterMs: number;
  readonly label: string;
}

/** The limits on any target's way that count from a connection's last byte or from its open. */
export function limitMarksOf(
  { scenario }: Analysis,
  startsAt: readonly Limit['startsAt'][],
): readonly LimitMark[] {
  const names = new Map<number, Set<string>>();
  for (const target of scenario.targets) {
    for (const { hop, limit } of wayOf(scenario.path, target).timers) {
      if (!startsAt.includes(limit.startsAt) || limit.maybeSetBy !== undefined) continue;
      const known = names.get(limit.afterMs) ?? new Set<string>();
      names.set(limit.afterMs, known.add(`${clipped(hop.id, 30)} ${clipped(limit.setting, 40)}`));
    }
  }
  return [...names]
    .map(([afterMs, labels]) => ({
      afterMs,
      label: `${[...labels].join(', ')} ${afterMs / 1_000} s`,
    }))
    .sort((a, b) => a.afterMs - b.afterMs);
}

/** A legend of causes with their counts. */
export function legend(
  entries: readonly { readonly label: string; readonly colour: string; readonly count: string }[],
): Markup {
  return html`<div class="legend">${entries.map(({ label, colour, count }) => html`<span><span class="sw ${colour}"></span>${clipped(label, 90)} <b>${count}</b></span>`)}</div>`;
}
