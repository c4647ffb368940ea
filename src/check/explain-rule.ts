import { wrap } from './formats/plain-text.ts';
import { RULES, ruleOf } from './rules/all.ts';

/** A rule as text for people; the list of all rules for an empty name; undefined for an unknown name. */
export function explainRule(id: string): string | undefined {
  if (id === '') return listRules();
  const rule = ruleOf(id);
  if (rule === undefined) return undefined;
  const paragraph = rule.about.replaceAll('\n', ' ');
  const lines = [
    `${rule.id}  ${rule.severity}`,
    ...wrap(rule.title, { width: 80, first: '', rest: '' }),
    '',
    ...wrap(paragraph, { width: 80, first: '  ', rest: '  ' }),
    '',
    `  verified  ${rule.verified === 'unverified' ? 'NO' : rule.verified}`,
    ...rule.sources.flatMap((source, index) =>
      wrap(source, {
        width: 80,
        first: index === 0 ? '  source    ' : '            ',
        rest: '            ',
      }),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function listRules(): string {
  const lines = RULES.flatMap(({ id, severity, title }) => [
    `${id}  ${severity}`,
    ...wrap(title, { width: 80, first: '    ', rest: '    ' }),
  ]);
  return `${lines.join('\n')}\n`;
}
