import { formatCount } from '../../analysis/figures.ts';
import type { Why } from '../../analysis/why.ts';
import { wrap } from '../../base/text.ts';
import type { Step } from '../../explain/drop.ts';
import type { RuleTrace, Trace } from '../../explain/trace.ts';
import { COLUMNS } from './layout.ts';
import type { Paint } from './paint.ts';
import { withoutControls } from './strip-controls.ts';

/** Why drops are explained as they are, for a terminal of 80 columns. */
export function traceText({ of, group, trace }: Extract<Why, { ok: true }>, paint: Paint): string {
  const { target, certainty, causes, reason } = trace;
  const about = of === `group ${group}` ? '' : `, in group ${group}`;
  const cause = causes.length === 0 ? '' : ` ${causes.join('; or ')}`;
  return [
    paint('strong', `Why ${of}${about}: ${withoutControls(target)}`),
    ...indented(2, `${certainty}:${cause}`),
    ...indented(4, reason),
    '',
    paint('strong', `Rules, asked about ${dropsOf(trace)} in this order`),
    ...ruleLines(trace),
    '',
    paint('strong', 'Passes over all drops, in this order'),
    ...trace.passes.flatMap(stepLines),
    ...indented(2, `no change by ${trace.unchanged.join(', ')}`),
    '',
    paint('strong', 'What would change this'),
    ...trace.wouldChange.flatMap((one) => bullet(one)),
    '',
  ].join('\n');
}

function dropsOf({ drops, count }: Trace): string {
  if (drops === 1) return 'this drop';
  const of = drops === count ? '' : ` of its ${formatCount(count)}`;
  return `each of ${formatCount(drops)}${of} drops`;
}

function ruleLines({ rules, drops }: Trace): readonly string[] {
  const silent = rules.filter((rule) => rule.asked > 0 && !hasWords(rule)).map(({ id }) => id);
  const unasked = rules.filter(({ asked }) => asked === 0).map(({ id }) => id);
  return [
    ...(silent.length === 0 ? [] : indented(2, `no answer by ${silent.join(', ')}`)),
    ...rules.filter(hasWords).flatMap((rule) => wordsOf(rule, drops)),
    ...(unasked.length === 0 ? [] : indented(2, `not asked any more: ${unasked.join(', ')}`)),
  ];
}

function hasWords({ named, excluded }: RuleTrace): boolean {
  return named.length > 0 || excluded.length > 0;
}

function wordsOf(rule: RuleTrace, drops: number): readonly string[] {
  const asked = rule.asked === drops ? '' : ` (asked about ${formatCount(rule.asked)})`;
  const named = rule.named.length === 0 ? 'no match' : namedText(rule);
  return [
    ...indented(2, `${rule.id}${asked}: ${named}`),
    ...rule.excluded.flatMap(({ cause, why }) => bullet(`not ${cause}: ${why}`)),
  ];
}

/** `ingress proxy-read-timeout (28 of 28)`. */
export function namedText({ named, asked }: RuleTrace): string {
  return named
    .map(({ cause, count }) => `${cause} (${formatCount(count)} of ${formatCount(asked)})`)
    .join(', ');
}

function stepLines(step: Step): readonly string[] {
  return [
    ...indented(2, `${step.by}: ${step.found} (${step.certainty})`),
    ...step.excluded.flatMap((cause) => bullet(`not ${cause}`)),
  ];
}

function bullet(text: string): readonly string[] {
  return indented(6, text).map((line, index) => (index === 0 ? `    - ${line.trimStart()}` : line));
}

function indented(by: number, text: string): readonly string[] {
  const start = ' '.repeat(by);
  return wrap(withoutControls(text), COLUMNS - by - 2).map((line, index) =>
    index === 0 ? start + line : `${start}  ${line}`,
  );
}
