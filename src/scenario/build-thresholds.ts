import { closest } from '../base/closest.ts';
import type { HopProblem } from '../path/build.ts';
import type { Target, Threshold } from './scenario.ts';
import type { Written } from './schema.ts';
import type { SourceText, Step } from './source-text.ts';
import { expressionOf, parseThreshold } from './threshold.ts';

interface Context {
  readonly targets: readonly Target[];
  readonly at: SourceText['at'];
}

interface Expression {
  readonly text: string;
  readonly steps: readonly Step[];
  readonly target?: string | undefined;
  readonly abort?: boolean | undefined;
}

/** What must hold when the scenario does not say. */
const DEFAULTS: readonly Expression[] = [
  { text: 'drops <= 0', steps: [] },
  { text: 'connect-failures <= 0', steps: [] },
];

export function buildThresholds(
  written: Written['pass-when'],
  { targets, at }: Context,
): { readonly thresholds: readonly Threshold[]; readonly problems: readonly HopProblem[] } {
  const thresholds: Threshold[] = [];
  const problems: HopProblem[] = [];
  for (const { text, steps, target, abort } of expressionsOf(written)) {
    const read = parseThreshold(text, { target, abort });
    if (!read.ok) {
      problems.push({ at: at(['pass-when', ...steps]), message: read.message, hint: read.hint });
      continue;
    }
    if (target !== undefined && !targets.some(({ name }) => name === target)) {
      const meant = closest(
        target,
        targets.map(({ name }) => name),
      );
      const hint = meant === undefined ? 'a target of this scenario' : `did you mean ${meant}?`;
      problems.push({
        at: at(['pass-when', ...steps, 'target']),
        message: `There is no target "${target}"`,
        hint,
      });
    }
    if (thresholds.some(({ expression }) => expression === read.threshold.expression)) {
      problems.push({
        at: at(['pass-when', ...steps]),
        message: `"${text}" is asked twice`,
        hint: 'keep one',
      });
    }
    thresholds.push(read.threshold);
  }
  return { thresholds, problems };
}

function expressionsOf(written: Written['pass-when']): readonly Expression[] {
  if (written === undefined) return DEFAULTS;
  if (Array.isArray(written)) {
    return written.map((item, index) =>
      typeof item === 'string'
        ? { text: item, steps: [index] }
        : { text: item.threshold, steps: [index], target: item.target, abort: item.abort },
    );
  }
  return Object.entries(written).flatMap(([metric, bound]): Expression[] => {
    if (bound === undefined) return [];
    if (typeof bound !== 'object') return [{ text: expressionOf(metric, bound), steps: [metric] }];
    return Object.entries(bound).map(([percentile, value]) => ({
      text: expressionOf(`${metric} ${percentile}`, value),
      steps: [metric, percentile],
    }));
  });
}
