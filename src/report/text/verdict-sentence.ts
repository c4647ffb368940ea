import { formatCount } from '../../analysis/figures.ts';
import type { Summary, TargetSummary } from '../../analysis/summary/summary.ts';
import { contradictionsOf } from './limit-text.ts';
import { mainCause } from './main-cause.ts';
import { plural, span } from './words.ts';

/**
 * One sentence for the whole run, what matters first: `ingress proxy-read-timeout 60 s cut 50 of 60 wss-443 (and 4
 * other causes); 57 of 120 connections dropped, 3 of them unexplained; one limit is not enforced`.
 */
export function verdictSentence(summary: Summary): string {
  const { verdict, warnings, limits } = summary;
  const doubt = verdict === 'inconclusive' ? (warnings[0] ?? '') : '';
  const cause = mainCause(summary)?.sentence ?? '';
  return [doubt, cause, dropSentence(summary), contradictionsOf(limits)]
    .filter((part) => part !== '')
    .join('; ')
    .replace(/^no /, 'No ');
}

function dropSentence({ dropGroups, targets, run, verdict }: Summary): string {
  const opened = total(targets, ({ opened }) => opened);
  const refused = total(targets, ({ refused }) => refused);
  const dropped = total(targets, ({ dropped }) => dropped);
  if (opened === 0) return `no connection opened, ${formatCount(refused)} refused`;
  if (dropped === 0) {
    const doubt = verdict === 'fail' ? ', but a threshold is broken' : '';
    return `no unexpected drop: ${formatCount(opened)} ${plural(opened, 'connection')} in ${span(run.durationMs)}${doubt}`;
  }
  const unexplained = dropGroups
    .filter(({ expected, certainty }) => !expected && certainty === 'unexplained')
    .reduce((sum, { count }) => sum + count, 0);
  const rest = unexplained === 0 ? '' : `, ${formatCount(unexplained)} of them unexplained`;
  return `${formatCount(dropped)} of ${formatCount(opened)} ${plural(opened, 'connection')} dropped${rest}`;
}

/** A total over all targets. */
export function total(
  targets: readonly TargetSummary[],
  pick: (target: TargetSummary) => number,
): number {
  return targets.reduce((sum, target) => sum + pick(target), 0);
}
