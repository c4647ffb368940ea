import type { DropGroup, Summary } from '../../analysis/summary/summary.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { adviceFor, briefAdvice } from '../text/advice.ts';
import { headlineOf, sawOf, shortCauseOf } from '../text/drop-text.ts';

/** Why connections drop, as far as known during the run. */
export interface LiveCause {
  /** Stays the same when it is reported later with more drops. */
  readonly key: string;
  readonly count: number;
  /** `700 × wss-443 cut by ingress`. */
  readonly headline: string;
  readonly saw: string;
  /** Empty if unknown. */
  readonly cause: string;
  readonly isSure: boolean;
  /** The suggested line, if known. */
  readonly change: string | undefined;
}

/** Unexpected drops by cause, largest first. */
export function liveCausesOf(
  { dropGroups, run }: Summary,
  scenario: Scenario,
): readonly LiveCause[] {
  return dropGroups
    .filter(({ expected }) => !expected)
    .toSorted((a, b) => b.count - a.count)
    .map((group) => liveCauseOf(group, { scenario, startedAt: run.startedAt }));
}

function liveCauseOf(
  group: DropGroup,
  { scenario, startedAt }: { readonly scenario: Scenario; readonly startedAt: string },
): LiveCause {
  const { target, count, certainty } = group;
  const advice = adviceFor(group, scenario);
  const cause = certainty === 'unexplained' ? '' : shortCauseOf(group);
  return {
    key: `${target} ${certainty} ${cause}`,
    count,
    headline: headlineOf(group),
    saw: sawOf(group, startedAt),
    cause,
    isSure: certainty === 'certain' || certainty === 'likely',
    change: advice && briefAdvice(advice),
  };
}
