import { otherSide } from '../../explain/accounts/other-side.ts';
import type { Named } from '../../explain/named.ts';
import { ALIKE_PASSES, RUN_PASSES } from '../../explain/passes/all.ts';
import { REFUSAL_RULES } from '../../explain/refusals/explain-refusal.ts';
import { RULES } from '../../explain/rules/all.ts';

/** The text of `docs/explanations.md`: what every rule and every pass concludes, and what would refute it. */
export function explanationsText(): string {
  return `# How soak explains drops

\`soak report RUN --why 2\` prints how group 2 came to its cause: which of these rules were asked, what matched,
what was excluded with which figures, and what would change the answer. \`--why connection=1234\` asks about one
drop, \`--format json\` gives the same as data. This page is made from the code (\`src/explain/\`).

A cause is _certain_ only where everything else was excluded and chance would explain far fewer drops; _likely_
where one cause is left; _possible_ where the evidence does not split several; _unexplained_ where nothing is left
but the hops that can end a connection in this way at all.

## Rules for one drop

Asked in this order. Rules that decide end the questioning; limits and events that match compete with each other.

${linesOf(RULES)}

## Passes over all drops of a target that ended alike

In this order: what many drops show together weighs more than what one shows alone.

${linesOf(ALIKE_PASSES)}

## Passes over the groups of all targets

${linesOf(RUN_PASSES)}

## Logs of other parties

After the passes, where \`--backend-log\` or \`--hop-log\` gives a log.

${linesOf([otherSide])}

## Rules for a connection that never opened

The first rule with an answer has it.

${linesOf(REFUSAL_RULES)}
`;
}

function linesOf(all: readonly Named[]): string {
  return all
    .map(({ id, concludes, refutedBy }) => `- \`${id}\`: ${concludes}. Refuted by: ${refutedBy}.`)
    .join('\n');
}
