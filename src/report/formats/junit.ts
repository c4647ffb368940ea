import type { Analysis } from '../../analysis/analyze.ts';
import { formatCount } from '../../analysis/figures.ts';
import type {
  DropGroup,
  LimitSummary,
  RefusalGroup,
  Summary,
  TargetSummary,
  ThresholdSummary,
} from '../../analysis/summary/summary.ts';
import { escaped } from '../html/markup.ts';
import { adviceFor } from '../text/advice.ts';
import { causeOf, headlineOf, sawOf } from '../text/drop-text.ts';
import { contradictedLimits } from '../text/limit-text.ts';
import { refusalCause, refusalHeadline } from '../text/refusal-text.ts';
import { verdictSentence } from '../text/verdict-sentence.ts';
import { plural } from '../text/words.ts';

/** Limits the kinds of drops shown in a test case: nobody reads more. */
const GROUPS_MAX = 30;
const TEXT_MAX = 8_000;

interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  /** Details, shown when the case is opened. */
  readonly details?: string;
}

/**
 * A test case for the verdict and for each target, threshold and limit. No case fails in a run that passes,
 * so that a gate on this file and a gate on the exit code agree.
 */
export function junitReport(view: Analysis): string {
  const { summary } = view;
  const suites = [
    suite('verdict', [verdictCase(summary)], summary),
    suite(
      'targets',
      summary.targets.map((target) => targetCase(target, view)),
      summary,
    ),
    suite('thresholds', summary.thresholds.map(thresholdCase), summary),
    suite(
      'limits',
      summary.limits.map((limit) => limitCase(limit, summary)),
      summary,
    ),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="soak">\n${suites.join('')}</testsuites>\n`;
}

function verdictCase(summary: Summary): Case {
  const message = verdictSentence(summary);
  const limits = contradictedLimits(summary.limits).map(({ sentence }) => sentence);
  const details = [...limits, ...summary.warnings].join('\n');
  const outcome = { pass: 'passed', fail: 'failure', inconclusive: 'error' } as const;
  return { name: 'verdict', outcome: outcome[summary.verdict], message, details };
}

function targetCase(target: TargetSummary, view: Analysis): Case {
  const { summary } = view;
  const { name, opened, refused, dropped } = target;
  const refusals = summary.refusalGroups
    .filter((group) => group.target === name)
    .slice(0, GROUPS_MAX)
    .map(refusalText);
  const message = `${formatCount(dropped)} of ${formatCount(opened)} ${plural(opened, 'connection')} dropped, ${formatCount(refused)} refused`;
  if (opened === 0)
    return {
      name,
      outcome: 'error',
      message: `no connection opened: ${message}`,
      details: refusals.join('\n\n'),
    };
  const drops = summary.dropGroups
    .filter((group) => group.target === name && !group.expected)
    .slice(0, GROUPS_MAX)
    .map((group) => groupText(group, view));
  const details = [...drops, ...refusals].join('\n\n');
  const isFailed = summary.verdict === 'fail' && dropped > 0;
  return { name, outcome: isFailed ? 'failure' : 'passed', message, details };
}

function refusalText(group: RefusalGroup): string {
  return [
    refusalHeadline(group),
    `cause: ${refusalCause(group)}`,
    `${group.certainty}: ${group.reason}`,
    ...(group.remedy === null ? [] : [`try: ${group.remedy}`]),
  ].join('\n');
}

function groupText(group: DropGroup, { scenario, summary }: Analysis): string {
  const advice = adviceFor(group, scenario) ?? [];
  const cause = causeOf(group);
  return [
    headlineOf(group),
    `saw: ${sawOf(group, summary.run.startedAt)}`,
    ...(cause === '' ? [] : [`cause: ${cause}`]),
    `${group.certainty}: ${group.reason}`,
    ...advice.flatMap(({ where, minus, plus }) => [
      `change: ${where}`,
      ...minus.map((line) => `- ${line}`),
      ...plus.map((line) => `+ ${line}`),
    ]),
  ].join('\n');
}

function thresholdCase({ expression, ok, hasData, detail }: ThresholdSummary): Case {
  if (ok) return { name: expression, outcome: 'passed', message: detail };
  return { name: expression, outcome: hasData ? 'failure' : 'error', message: detail };
}

function limitCase(limit: LimitSummary, { verdict }: Summary): Case {
  const { target, hop, setting, configuredMs, sentence } = limit;
  const name = `${target}: ${hop} ${setting} ${configuredMs / 1_000} s`;
  return { name, outcome: limitResult(limit, verdict), message: sentence };
}

/** A limit that does not act as it is listed fails its case in a run that fails, and is named in that of the verdict. */
function limitResult({ outcome }: LimitSummary, run: Summary['verdict']): Case['outcome'] {
  switch (outcome) {
    case 'holds':
      return 'passed';
    case 'broken-early':
    case 'not-enforced':
      return run === 'fail' ? 'failure' : 'passed';
    case 'not-covered':
      return 'skipped';
  }
}

function suite(name: string, cases: readonly Case[], { run }: Summary): string {
  if (cases.length === 0) return '';
  const count = (outcome: Case['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  const seconds = (run.durationMs / 1_000).toFixed(3);
  const attributes = attributesOf({
    name: `${run.name} ${name}`,
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds,
    timestamp: run.startedAt.slice(0, 19),
    hostname: 'soak',
  });
  const names = new Map<string, number>();
  const written = cases.map((one) => caseText(one, unique(one.name, names), `soak.${name}`));
  return `  <testsuite${attributes}>\n${written.join('')}  </testsuite>\n`;
}

/** A CI treats two cases with the same name as one. */
function unique(name: string, names: Map<string, number>): string {
  const times = (names.get(name) ?? 0) + 1;
  names.set(name, times);
  return times === 1 ? name : unique(`${name} (${times})`, names);
}

function caseText(
  { outcome, message, details = '' }: Case,
  name: string,
  classname: string,
): string {
  const attributes = attributesOf({ name, classname, time: '0' });
  const body = escaped((details === '' ? message : `${message}\n\n${details}`).slice(0, TEXT_MAX));
  const element =
    outcome === 'passed'
      ? `<system-out>${body}</system-out>`
      : `<${outcome}${attributesOf({ message, ...(outcome !== 'skipped' && { type: outcome }) })}>${body}</${outcome}>`;
  return `    <testcase${attributes}>\n      ${element}\n    </testcase>\n`;
}

function attributesOf(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) => ` ${name}="${escaped(String(value).replace(/\s+/g, ' ').slice(0, 500))}"`,
    )
    .join('');
}
