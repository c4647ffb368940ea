import type { PlotColumns } from '../../report/live/plots.ts';

/** All moments that the browser has, as columns. */
export interface Drawn {
  readonly seconds: number[];
  readonly open: number[][];
  readonly opened: number[];
  readonly refused: number[];
  readonly dropped: number[];
  readonly p50: (number | null)[];
  readonly p99: (number | null)[];
  readonly max: (number | null)[];
  readonly lagMs: number[];
}

export function emptyDrawn(targets: number): Drawn {
  const open = Array.from({ length: targets }, (): number[] => []);
  const perSecond = { opened: [], refused: [], dropped: [], lagMs: [] };
  return { seconds: [], open, ...perSecond, p50: [], p99: [], max: [] };
}

/** Replaces what stands from the first moment of the columns on. */
export function addColumns(drawn: Drawn, columns: PlotColumns): void {
  const { from } = columns;
  const seconds = columns.atMs.map((ms) => ms / 1_000);
  drawn.seconds.splice(from, Infinity, ...seconds);
  for (const [target, own] of drawn.open.entries())
    own.splice(from, Infinity, ...(columns.open[target] ?? seconds.map(() => 0)));
  for (const name of ['opened', 'refused', 'dropped', 'lagMs'] as const)
    drawn[name].splice(from, Infinity, ...columns[name]);
  for (const name of ['p50', 'p99', 'max'] as const)
    drawn[name].splice(from, Infinity, ...columns[name]);
}
