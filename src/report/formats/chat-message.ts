import type { Analysis } from '../../analysis/analyze.ts';
import { formatCount } from '../../analysis/figures.ts';
import { causeOf, headlineOf } from '../text/drop-text.ts';
import { contradictedLimits } from '../text/limit-text.ts';
import { refusalCause, refusalHeadline } from '../text/refusal-text.ts';
import { withoutControls } from '../text/strip-controls.ts';
import { verdictSentence } from '../text/verdict-sentence.ts';
import { span } from '../text/words.ts';

/** A chat message is read on a phone. */
const CAUSES_MAX = 5;
const BROKEN_MAX = 5;
const LIMITS_MAX = 3;
const LINE_LENGTH_MAX = 300;

const MARK = { pass: '✅', fail: '❌', inconclusive: '⚠️' } as const;

/** The result of a run for a chat: verdict, broken thresholds, main causes, and a link. */
export function chatMessage({ summary }: Analysis, { link }: { readonly link?: string }): string {
  const { run, verdict, thresholds, limits, dropGroups, refusalGroups } = summary;
  const broken = thresholds.filter(({ ok }) => !ok);
  const drops = dropGroups.filter(({ expected }) => !expected);
  const lines = [
    `${MARK[verdict]} ${verdict.toUpperCase()} ${run.name}: ${verdictSentence(summary)}`,
    ...atMost(BROKEN_MAX, broken, ({ expression, detail }) => `broken: ${expression} (${detail})`),
    ...atMost(LIMITS_MAX, contradictedLimits(limits), ({ sentence }) => `• ${sentence}`),
    ...atMost(CAUSES_MAX, drops, (group) => {
      const cause = causeOf(group);
      return `• ${headlineOf(group)}${cause === '' ? '' : `: ${cause} (${group.certainty})`}`;
    }),
    ...atMost(CAUSES_MAX, refusalGroups, (group) => {
      return `• ${refusalHeadline(group)}: ${refusalCause(group)} (${group.certainty})`;
    }),
    `${span(run.durationMs)}, run ${run.id}`,
  ];
  return [...lines.map(harmless), ...(link === undefined ? [] : [link])].join('\n');
}

function atMost<Item>(
  max: number,
  items: readonly Item[],
  lineOf: (item: Item) => string,
): readonly string[] {
  const left = items.length - max;
  return [
    ...items.slice(0, max).map(lineOf),
    ...(left > 0 ? [`… and ${formatCount(left)} more`] : []),
  ];
}

/** Names come from outside: they must not add lines or mention anyone with an @. */
function harmless(line: string): string {
  return withoutControls(line.slice(0, LINE_LENGTH_MAX))
    .replace(/\s+/g, ' ')
    .replaceAll('@', '@\u200B');
}
