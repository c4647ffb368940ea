import type { Ending } from '../../outcome/ending.ts';
import { describeEnding } from '../../outcome/ending.ts';
import type { DropGroup, Summary } from '../../stats/summary.ts';
import type { Case } from './scene.ts';
import { connectionsOf } from './scene.ts';

/** What has to become of the connections of a case. */
export type Expected =
  /** All are proven alive at the end. */
  | { readonly kind: 'held' }
  /** All of them, or so many, end so; `by` is the cause, or all the candidates that evidence leaves. */
  | {
      readonly kind: 'dropped';
      readonly count?: number;
      readonly ending: RegExp;
      readonly by: readonly string[];
    }
  /** None opens. */
  | { readonly kind: 'refused'; readonly phase: string; readonly code: RegExp };

export const HELD: Expected = { kind: 'held' };

export function dropped(ending: RegExp, ...by: readonly string[]): Expected {
  return { kind: 'dropped', ending, by };
}

export function refused(phase: string, code: RegExp): Expected {
  return { kind: 'refused', phase, code };
}

/** A case after its run: a line of the table. */
export interface Judged {
  readonly done: string;
  readonly seen: string;
  readonly explained: string;
  /** What is wrong; none when all is as it has to be. */
  readonly wrong: readonly string[];
}

/** Holds what soak reported of a case against what was done to it. */
export function judge(one: Case, summary: Summary): Judged {
  const target = summary.targets.find(({ name }) => name === one.target)!;
  const groups = summary.dropGroups.filter(({ target: name }) => name === one.target);
  const refusals = summary.refusalGroups.filter(({ target: name }) => name === one.target);
  const told = [
    ...groups.map(({ count, ending }) => `${count} ${describeEnding(ending)}`),
    ...refusals.map(({ count, refusal }) => `${count} refused: ${refusal.phase} ${refusal.code}`),
    ...(target.openAtEnd > 0 ? [`${target.openAtEnd} held`] : []),
    ...(target.unverified > 0 ? [`${target.unverified} unverified`] : []),
    ...(target.unproven > 0 ? [`${target.unproven} unproven`] : []),
  ];
  return {
    done: one.done,
    seen: told.join(', '),
    explained: [...new Set(groups.map(explanation))].join('; '),
    wrong: wrongs(one, summary),
  };
}

function explanation({ certainty, candidates }: DropGroup): string {
  return `${certainty}: ${candidates.join(' | ')}`;
}

function wrongs(one: Case, summary: Summary): string[] {
  const target = summary.targets.find(({ name }) => name === one.target)!;
  const groups = summary.dropGroups.filter(({ target: name }) => name === one.target);
  const { expected } = one;
  const all = connectionsOf(one);
  switch (expected.kind) {
    case 'held':
      return target.openAtEnd === all ? [] : [`${all - target.openAtEnd} of ${all} not held`];
    case 'dropped':
      return wrongDrops(expected, groups, all);
    case 'refused': {
      const right = summary.refusalGroups.filter(
        ({ target: name, refusal }) =>
          name === one.target &&
          refusal.phase === expected.phase &&
          expected.code.test(`${refusal.code} ${refusal.detail ?? ''}`),
      );
      const count = right.reduce((sum, group) => sum + group.count, 0);
      return count === all ? [] : [`${count} of ${all} refused at ${expected.phase}`];
    }
  }
}

function wrongDrops(
  { ending, by, count }: Extract<Expected, { kind: 'dropped' }>,
  groups: readonly DropGroup[],
  all: number,
): string[] {
  const found = groups.reduce((sum, group) => sum + group.count, 0);
  const wanted = count ?? all;
  return [
    ...(found === wanted ? [] : [`${found} drops, not ${wanted}`]),
    ...groups
      .filter((group) => !ending.test(describe(group.ending)))
      .map((group) => `ending is not ${ending}: ${describe(group.ending)}`),
    ...groups
      .filter((group) => !isExplained(group, by))
      .map((group) => `not explained as ${by.join(' | ')}: ${group.reason}`),
  ];
}

function describe(ending: Ending): string {
  return describeEnding(ending);
}

/** One cause has to be named with some certainty; several are an honest "possible". */
function isExplained({ candidates, certainty }: DropGroup, by: readonly string[]): boolean {
  const same = candidates.length === by.length && by.every((cause) => candidates.includes(cause));
  const isSure = certainty === 'certain' || certainty === 'likely';
  return same && (by.length > 1 ? !isSure : isSure);
}
