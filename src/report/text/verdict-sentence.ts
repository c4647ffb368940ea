import { formatCount } from '../../analysis/figures.ts';
import type { Summary, TargetSummary } from '../../analysis/summary/summary.ts';
import { contradictionsOf } from './limit-text.ts';
import { inWords, plural, span } from './words.ts';

/**
 * One sentence for the whole run: `200 of 4,908 connections dropped; 193 explained by four settings or events; one
 * limit is not enforced`.
 */
export function verdictSentence(summary: Summary): string {
  const limits = contradictionsOf(summary.limits);
  return `${dropSentence(summary)}${limits === '' ? '' : `; ${limits}`}`;
}

function dropSentence({ dropGroups, targets, run, verdict }: Summary): string {
  const opened = total(targets, ({ opened }) => opened);
  const refused = total(targets, ({ refused }) => refused);
  const dropped = total(targets, ({ dropped }) => dropped);
  if (opened === 0) return `No connection opened; ${formatCount(refused)} refused`;
  if (dropped === 0) {
    const doubt = {
      pass: '',
      fail: ', but a threshold is broken',
      inconclusive: ', but the run is inconclusive',
    }[verdict];
    return `No unexpected drop: ${formatCount(opened)} ${plural(opened, 'connection')} in ${span(run.durationMs)}${doubt}`;
  }
  const explained = dropGroups.filter(
    ({ expected, certainty }) => !expected && (certainty === 'certain' || certainty === 'likely'),
  );
  const count = explained.reduce((sum, group) => sum + group.count, 0);
  const causes = new Set(explained.map(({ hop, setting }) => `${hop} ${setting}`)).size;
  const by =
    count === 0
      ? 'none explained'
      : `${count === dropped ? 'all' : formatCount(count)} explained by ${inWords(causes)} ${plural(causes, 'setting or event', 'settings or events')}`;
  return `${formatCount(dropped)} of ${formatCount(opened)} ${plural(opened, 'connection')} dropped; ${by}`;
}

/** A total over all targets. */
export function total(
  targets: readonly TargetSummary[],
  pick: (target: TargetSummary) => number,
): number {
  return targets.reduce((sum, target) => sum + pick(target), 0);
}
