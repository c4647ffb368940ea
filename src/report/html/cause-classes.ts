import type { Analysis } from '../../analysis/analyze.ts';
import type { DropGroup } from '../../analysis/summary/summary.ts';
import { shortCauseOf } from '../text/drop-text.ts';
import { CAUSE_COLOURS, EXPECTED_COLOUR } from './style.ts';

/** Drops that share a colour: one cause, across targets and endings. */
export interface CauseClass {
  readonly label: string;
  /** A class of the style sheet. */
  readonly colour: string;
  readonly count: number;
  /** Into `summary.dropGroups`. */
  readonly groups: readonly number[];
  readonly expected: boolean;
}

export interface CauseClasses {
  readonly all: readonly CauseClass[];
  /** Index into `all` of every drop, in the order of `view.drops`. */
  readonly ofDrop: Uint8Array;
  /** Index into `all` of every group. */
  readonly ofGroup: readonly number[];
}

const UNEXPLAINED = 'unexplained';

/**
 * Gives every drop its cause's colour: the largest causes first, the rest together, unexplained in grey, and in a lighter
 * grey those that were meant to be.
 */
export function causeClassesOf({ summary, groups, drops }: Analysis): CauseClasses {
  const byLabel = new Map<string, number[]>();
  for (const [index, group] of summary.dropGroups.entries()) {
    const label = labelOf(group);
    byLabel.set(label, [...(byLabel.get(label) ?? []), index]);
  }
  const countOf = (indices: readonly number[]) =>
    indices.reduce((sum, index) => sum + summary.dropGroups[index]!.count, 0);
  const isExpected = (indices: readonly number[]) =>
    indices.every((index) => summary.dropGroups[index]!.expected);
  const wanted = [...byLabel].filter(([, indices]) => isExpected(indices));
  const ranked = [...byLabel]
    .filter(([label, indices]) => label !== UNEXPLAINED && !isExpected(indices))
    .sort(([, a], [, b]) => countOf(b) - countOf(a));
  const shown = ranked.length <= CAUSE_COLOURS ? ranked.length : CAUSE_COLOURS - 1;
  const rest = ranked.slice(shown).flatMap(([, indices]) => indices);
  const named: [string, readonly number[]][] = ranked.slice(0, shown);
  if (rest.length > 0) named.push([`${ranked.length - shown} other causes`, rest]);
  const all = named.map(
    ([label, indices], rank): CauseClass => ({
      label,
      colour: `c${rank + 1}`,
      count: countOf(indices),
      groups: indices,
      expected: false,
    }),
  );
  const grey = byLabel.get(UNEXPLAINED);
  if (grey !== undefined) {
    const count = countOf(grey);
    all.push({ label: UNEXPLAINED, colour: 'c0', count, groups: grey, expected: false });
  }
  for (const [label, groups] of wanted)
    all.push({ label, colour: EXPECTED_COLOUR, count: countOf(groups), groups, expected: true });
  const ofGroup = summary.dropGroups.map((_, index) =>
    all.findIndex((one) => one.groups.includes(index)),
  );
  const ofDrop = new Uint8Array(drops.length);
  for (const [index, { members }] of groups.entries()) {
    for (const member of members) ofDrop[member] = ofGroup[index]!;
  }
  return { all, ofDrop, ofGroup };
}

function labelOf(group: DropGroup): string {
  const cause = shortCauseOf(group);
  if (cause === '' || group.certainty === 'unexplained') return UNEXPLAINED;
  const doubt = group.certainty === 'possible' ? 'possibly ' : '';
  return `${group.expected ? 'expected: ' : ''}${doubt}${cause}`;
}
