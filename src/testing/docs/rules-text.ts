import type { Rule } from '../../check/rule.ts';
import { RULES } from '../../check/rules/all.ts';

/** The text of `docs/rules.md`: every rule of `soak check`, by its subject, with its reasons and sources. */
export function rulesText(): string {
  const sorted = [...RULES].sort((a, b) => (a.id < b.id ? -1 : 1));
  return `${[
    '# The rules of soak check',
    '',
    'What `soak check` looks for, why it matters and what to do; `soak check --explain RULE` prints the same. This page is generated from the',
    'rules (`check/rules/`). How to accept a finding, turn a rule off or change its severity: `docs/check.md`.',
    '',
    ...sorted.map(
      ({ id, severity, title }) => `- [${id}](#${id.toLowerCase()}), ${severity}: ${inline(title)}`,
    ),
    ...sorted.flatMap(page),
  ].join('\n')}\n`;
}

function page({ id, severity, title, about, verified, sources }: Rule): readonly string[] {
  const trust = verified === 'unverified' ? 'not verified' : verified;
  return [
    '',
    `## ${id}`,
    '',
    `_${severity}, ${trust}._ ${inline(title)}.`,
    '',
    inline(about.replaceAll('\n', ' ')),
    '',
    `Sources: ${sources.map(inline).join('; ')}.`,
    '',
    `A wrong and a right example: \`src/testing/manifests/${id.toLowerCase()}/\`.`,
  ];
}

/** Markup that a text may contain by chance. */
function inline(text: string): string {
  return text.replace(/[<>*_]/g, (found) => `\\${found}`);
}
