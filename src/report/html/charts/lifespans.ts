import { type Analysis, ageIn } from '../../../analysis/analyze.ts';
import type { Lifespans } from '../../../stats/survival.ts';
import type { CauseClasses } from '../cause-classes.ts';

/** The run's connections for a survival analysis. */
export interface RunLifespans {
  readonly all: Lifespans;
  readonly byTarget: readonly Lifespans[];
  /** Left out, because their lifetime is unknown. */
  readonly unknown: number;
}

/** Age at the end and cause (1 + index of its class) of every connection with a known end. */
export function lifespansOf(view: Analysis, { ofDrop }: CauseClasses): RunLifespans {
  const rows = view.scenario.targets.map((): { ages: number[]; causes: number[] } => ({
    ages: [],
    causes: [],
  }));
  let unknown = 0;
  const { connections } = view;
  for (const connection of connections) {
    const own = rows[connection.target];
    const ageMs = ageIn(view, connection);
    if (ageMs === undefined || own === undefined) {
      unknown += 1;
      continue;
    }
    own.ages.push(ageMs);
    const dropIndex = connections.dropIndexOf(connection.id);
    own.causes.push(dropIndex === undefined ? 0 : ofDrop[dropIndex]! + 1);
  }
  return {
    all: columnsOf(
      rows.flatMap(({ ages }) => ages),
      rows.flatMap(({ causes }) => causes),
    ),
    byTarget: rows.map(({ ages, causes }) => columnsOf(ages, causes)),
    unknown,
  };
}

function columnsOf(ages: readonly number[], causes: readonly number[]): Lifespans {
  return { ageMs: Float64Array.from(ages), cause: Uint8Array.from(causes) };
}

/** The age of the oldest; 1 if there are none. */
export function oldestMs({ ageMs }: Lifespans): number {
  return ageMs.reduce((oldest, age) => Math.max(oldest, age), 1);
}
