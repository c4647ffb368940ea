import type { EndLabel } from './charts/plot.ts';
import { html, type Markup } from './markup.ts';
import { TARGET_COLOURS } from './style.ts';

/** Beyond this many, targets are drawn but not labelled. */
export const NAMED_MAX = 12;

export function targetColour(index: number): string {
  return `t${(index % TARGET_COLOURS) + 1}`;
}

/** Names of lines above a picture, if there is no room at their ends. */
export function nameLegend(labels: readonly EndLabel[]): Markup {
  return html`<div class="legend">${labels.map(({ colour, text }) => html`<span><span class="sw ${colour}"></span>${text}</span>`)}</div>`;
}

/** Groups targets of similar size into one panel, so that a small target stays visible next to a large one. */
export function panelsOf<T>(items: readonly T[], sizeOf: (item: T) => number): readonly T[][] {
  const panels: T[][] = [];
  let largest = 0;
  for (const item of items.toSorted((a, b) => sizeOf(b) - sizeOf(a))) {
    const panel = panels.at(-1);
    if (panel !== undefined && (sizeOf(item) * 3 >= largest || panels.length === PANELS_MAX)) {
      panel.push(item);
      continue;
    }
    panels.push([item]);
    largest = sizeOf(item);
  }
  return panels;
}

const PANELS_MAX = 3;
