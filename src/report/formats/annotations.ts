import type { Analysis } from '../../analysis/analyze.ts';
import { formatCount } from '../../analysis/figures.ts';
import type { Summary } from '../../analysis/summary/summary.ts';
import { adviceFor } from '../text/advice.ts';
import { causeOf, headlineOf, sawOf } from '../text/drop-text.ts';
import { contradictedLimits, LIMIT_OUTCOMES } from '../text/limit-text.ts';
import { refusalAnswer, refusalCause } from '../text/refusal-text.ts';
import { withoutControls } from '../text/strip-controls.ts';

/** GitHub shows 10 annotations of each kind per step and silently drops the rest. */
const OF_A_KIND_MAX = 10;
const LENGTH_MAX = 1_000;

interface Annotation {
  readonly title: string;
  readonly message: string;
}

/** Workflow commands for GitHub: `::error` for what fails the run, `::warning` for the rest, worst first. */
export function annotationsReport(view: Analysis): string {
  const { summary } = view;
  const drops = dropAnnotations(view);
  const broken = summary.thresholds
    .filter(({ ok, hasData }) => !ok && hasData)
    .map(({ expression, detail }) => ({ title: `Broken: ${expression}`, message: detail }));
  const isFailed = summary.verdict === 'fail';
  const errors = isFailed ? [...broken, ...drops] : broken;
  const warnings = [
    ...doubts(summary),
    ...(isFailed ? [] : drops),
    ...refusals(summary),
    ...limits(summary),
  ];
  const lines = [...commands('error', errors), ...commands('warning', warnings)];
  return lines.map((line) => `${line}\n`).join('');
}

function dropAnnotations({ summary, scenario }: Analysis): Annotation[] {
  return summary.dropGroups
    .filter(({ expected }) => !expected)
    .toSorted((a, b) => b.count - a.count)
    .map((group) => {
      const advice = adviceFor(group, scenario) ?? [];
      const cause = causeOf(group);
      const lines = [
        sawOf(group, summary.run.startedAt),
        `${cause === '' ? '' : `${cause}; `}${group.certainty}: ${group.reason}`,
        ...advice.map(
          ({ where, plus }) => `suggested (${where}): ${plus.map((line) => line.trim()).join(' ')}`,
        ),
      ];
      return { title: headlineOf(group), message: lines.join('\n') };
    });
}

function doubts({ thresholds, warnings, verdict }: Summary): Annotation[] {
  const title = verdict === 'inconclusive' ? 'Inconclusive' : 'Note';
  return [
    ...thresholds
      .filter(({ ok, hasData }) => !ok && !hasData)
      .map(({ expression, detail }) => ({ title: `No data: ${expression}`, message: detail })),
    ...warnings.map((message) => ({ title, message })),
  ];
}

function refusals({ refusalGroups }: Summary): Annotation[] {
  return refusalGroups
    .toSorted((a, b) => b.count - a.count)
    .map((group) => ({
      title: `${formatCount(group.count)} × ${group.target} refused`,
      message: [
        `at ${refusalAnswer(group)}`,
        `${refusalCause(group)}; ${group.certainty}: ${group.reason}`,
      ].join('\n'),
    }));
}

function limits({ limits: all }: Summary): Annotation[] {
  return contradictedLimits(all).map(({ hop, setting, outcome, sentence }) => ({
    title: `${hop} ${setting} ${LIMIT_OUTCOMES[outcome].word}`,
    message: sentence,
  }));
}

function commands(kind: 'error' | 'warning', all: readonly Annotation[]): string[] {
  const shown = all.length <= OF_A_KIND_MAX ? all : all.slice(0, OF_A_KIND_MAX - 1);
  const left = all.length - shown.length;
  const rest = { title: `${formatCount(left)} more`, message: 'See the report for the rest' };
  return [...shown, ...(left > 0 ? [rest] : [])].map(
    ({ title, message }) => `::${kind} title=${property(title)}::${data(message)}`,
  );
}

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts: what a message must escape. */
function data(text: string): string {
  return withoutControls(text.slice(0, LENGTH_MAX))
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
