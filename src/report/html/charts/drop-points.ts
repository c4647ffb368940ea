import type { CauseClass } from '../cause-classes.ts';
import { html, type Markup } from '../markup.ts';

/** Positions in the picture, and the cause of each. */
export interface MapPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly cause: Uint8Array;
}

/** One dot per drop; drops within the same half unit share a dot. One path per cause. */
export function dots({ x, y, cause }: MapPoints, classes: readonly CauseClass[]): Markup {
  const places = classes.map(() => new Set<string>());
  for (let index = 0; index < x.length; index += 1) {
    places[cause[index]!]!.add(`M${halves(x[index]!)},${halves(y[index]!)}h0`);
  }
  return html`${places.map((own, index) => html`<path class="dots ${classes[index]!.colour}" d="${[...own].join('')}"/>`)}`;
}

function halves(value: number): string {
  return String(Math.round(value * 2) / 2);
}

const CELL = 5;
const SHADES = 4;
/** Cells in a row of the grid, more than a picture has. */
const ROW = 1_000;

/** Cells instead of dots: the size does not grow with the number of drops. */
export function cells({ x, y, cause }: MapPoints, classes: readonly CauseClass[]): Markup {
  const grid = new Map<number, Uint32Array>();
  let peak = 1;
  for (let index = 0; index < x.length; index += 1) {
    const key = Math.floor(y[index]! / CELL) * ROW + Math.floor(x[index]! / CELL);
    const counts = grid.get(key) ?? new Uint32Array(classes.length);
    grid.set(key, counts);
    counts[cause[index]!]! += 1;
    peak = Math.max(peak, total(counts));
  }
  const paths = new Map<string, string>();
  for (const [key, counts] of grid) {
    const shade = Math.ceil((Math.log(1 + total(counts)) / Math.log(1 + peak)) * SHADES);
    const { colour } = classes[counts.indexOf(Math.max(...counts))]!;
    const name = shade >= SHADES ? colour : `${colour} o${shade}`;
    const place = `M${(key % ROW) * CELL},${Math.floor(key / ROW) * CELL}h${CELL}v${CELL}h-${CELL}z`;
    paths.set(name, (paths.get(name) ?? '') + place);
  }
  return html`${[...paths].map(([name, path]) => html`<path class="fill ${name}" d="${path}"/>`)}`;
}

function total(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
