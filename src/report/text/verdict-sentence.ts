import { formatCount } from '../../analysis/figures.ts';
import type { Summary, TargetSummary } from '../../analysis/summary.ts';
import { plural, span } from './words.ts';

/** One sentence for the whole run: `200 of 4,908 connections dropped; 193 explained by 4 settings or events`. */
export function verdictSentence({ dropGroups, targets, run, verdict }: Summary): string {
  const opened = total(targets, ({ opened }) => opened);
  const refused = total(targets, ({ refused }) => refused);
  const dropped = total(targets, ({ dropped }) => dropped);
  if (opened === 0) return `No connection opened; ${formatCount(refused)} refused`;
  if (dropped === 0) {
    const doubt = {
      pass: '',
      fail: ', but a threshold does not hold',
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

/** A count over all targets. */
export function total(
  targets: readonly TargetSummary[],
  pick: (target: TargetSummary) => number,
): number {
  return targets.reduce((sum, target) => sum + pick(target), 0);
}

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** `four`; figures from ten on. */
export function inWords(count: number): string {
  return WORDS[count] ?? formatCount(count);
}
