import { otherSide } from '../../explain/accounts/other-side.ts';
import type { Named } from '../../explain/named.ts';
import { ALIKE_PASSES, RUN_PASSES } from '../../explain/passes/all.ts';
import { REFUSAL_RULES } from '../../explain/refusals/explain-refusal.ts';
import { RULES } from '../../explain/rules/all.ts';

/** The text of `docs/explanations.md`: what every rule and every pass concludes, and what would refute it. */
export function explanationsText(): string {
  return `# How soak explains drops

\`soak report RUN --why 2\` shows how the cause of group 2 was found: which of these rules were asked, what matched,
which figures excluded the other candidates, and what would change the answer. \`--why connection=1234\` does the
same for one drop, and \`--format json\` prints it as data. This page is generated from the code (\`src/explain/\`).

A cause is _certain_ only if everything else was excluded and chance would explain far fewer drops. It is _likely_
if one cause is left, and _possible_ if the evidence fits several. It is _unexplained_ if all
that is left is a list of the hops that can end a connection in this way.

## Rules for one drop

They are asked in this order. A rule that decides ends the search; limits and events that match compete with each other.

${linesOf(RULES)}

## Passes over all drops of a target that ended alike

They run in this order. What many drops show together outweighs what one shows alone.

${linesOf(ALIKE_PASSES)}

## Passes over the groups of all targets

${linesOf(RUN_PASSES)}

## Logs of other parties

After the passes, where \`--backend-log\` or \`--hop-log\` gives a log.

${linesOf([otherSide])}

## Rules for a connection that never opened

The first rule that has an answer decides.

${linesOf(REFUSAL_RULES)}
`;
}

function linesOf(all: readonly Named[]): string {
  return all
    .map(({ id, concludes, refutedBy }) => `- \`${id}\`: ${concludes}. Refuted by: ${refutedBy}.`)
    .join('\n');
}
