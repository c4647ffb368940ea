import type { DropGroup, Summary } from '../../analysis/summary/summary.ts';
import type { Ending } from '../../outcome/ending.ts';
import { describeEnding } from '../../outcome/ending.ts';
import type { Expected } from './expected.ts';
import type { Case } from './scene.ts';
import { connectionsOf } from './scene.ts';

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
    explained: [...new Set([...groups, ...refusals].map(explanation))].join('; '),
    wrong: wrongs(one, summary),
  };
}

function figures({ observed: { axis, fromMs, toMs } }: DropGroup): string {
  return `${axis} ${fromMs} to ${toMs} ms`;
}

function explanation({
  certainty,
  candidates,
}: Pick<DropGroup, 'certainty' | 'candidates'>): string {
  return candidates.length === 0 ? certainty : `${certainty}: ${candidates.join(' | ')}`;
}

function wrongs(one: Case, summary: Summary): string[] {
  const target = summary.targets.find(({ name }) => name === one.target)!;
  const groups = summary.dropGroups.filter(({ target: name }) => name === one.target);
  const { expected } = one;
  const all = connectionsOf(one);
  switch (expected.kind) {
    case 'held':
      return target.openAtEnd === all ? [] : [`${all - target.openAtEnd} of ${all} not held`];
    case 'open': {
      const open = target.openAtEnd + target.unverified;
      return open === all ? [] : [`${all - open} of ${all} not open`];
    }
    case 'dropped':
      return wrongDrops(allowingStalls(expected, summary), groups, all);
    case 'refused': {
      const right = summary.refusalGroups.filter(
        ({ target: name, refusal }) =>
          name === one.target &&
          refusal.phase === expected.phase &&
          expected.code.test(`${refusal.code} ${refusal.detail ?? ''}`),
      );
      const unexplained = right.filter(
        ({ candidates }) => !candidates.some((cause) => cause.startsWith(`${expected.by} `)),
      );
      const count = right.reduce((sum, group) => sum + group.count, 0);
      const isAll = expected.count === 'some' ? count > 0 : count === all;
      return [
        ...(isAll ? [] : [`${count} of ${all} refused at ${expected.phase}`]),
        ...unexplained.map(({ reason }) => `not explained as ${expected.by}: ${reason}`),
      ];
    }
  }
}

type Dropped = Extract<Expected, { kind: 'dropped' }>;

/** A machine that is short of processors stops soak as well, which then has to count itself among the suspects. */
function allowingStalls(expected: Dropped, { generator }: Summary): Dropped {
  if (generator.stalls.length === 0) return expected;
  return { ...expected, others: [...expected.others, 'generator generator stalled'] };
}

function wrongDrops(
  { ending, by, others, count, orUnexplained }: Dropped,
  groups: readonly DropGroup[],
  all: number,
): string[] {
  const found = groups.reduce((sum, group) => sum + group.count, 0);
  const wanted = count ?? all;
  return [
    ...((wanted === 'some' ? found > 0 : found === wanted)
      ? []
      : [`${found} drops, not ${wanted}`]),
    ...groups
      .filter((group) => !ending.test(describe(group.ending)))
      .map((group) => `ending is not ${ending}: ${describe(group.ending)}`),
    ...groups
      .filter((group) => !(orUnexplained === true && group.certainty === 'unexplained'))
      .filter((group) => !isExplained(group, { by, others }))
      .map((group) => `not explained as ${by}: ${group.reason} (${figures(group)})`),
  ];
}

function describe(ending: Ending): string {
  return describeEnding(ending);
}

/** What was done has to be among the candidates, and nothing that evidence excludes. */
function isExplained(
  { candidates, certainty }: DropGroup,
  { by, others }: { readonly by: string | undefined; readonly others: readonly string[] },
): boolean {
  if (by === undefined) return certainty === 'unexplained';
  if (candidates.length === 0 || candidates.some((one) => one !== by && !others.includes(one)))
    return false;
  // The right hop without its setting is no error, where it is among those that no evidence excludes.
  const [hop] = by.split(' ');
  if (!candidates.some((one) => one.startsWith(`${hop} `))) return false;
  const isSure = certainty === 'certain' || certainty === 'likely';
  return candidates.length === 1 ? isSure || others.length > 0 : !isSure;
}
