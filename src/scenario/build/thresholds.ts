import { quoted } from '../../base/units.ts';
import type { Threshold } from '../scenario.ts';
import type { WrittenThresholds } from '../schema/thresholds.ts';
import type { Findings } from '../text/findings.ts';
import type { Step } from '../text/source-text.ts';
import { expressionOf, parseThreshold } from './threshold.ts';

interface Expression {
  readonly text: string;
  readonly path: readonly Step[];
  readonly target?: string | undefined;
  readonly abort?: boolean | undefined;
}

/** The thresholds of a scenario that sets none. */
const DEFAULT_THRESHOLDS: readonly Threshold[] = [
  defaultThreshold('drops'),
  defaultThreshold('connect-failures'),
];

function defaultThreshold(metric: 'drops' | 'connect-failures'): Threshold {
  const expression = `${metric} == 0 (default)`;
  return { expression, metric, operator: '==', value: 0, unit: 'count', abort: false };
}

/** The thresholds of `pass-when`, in either form. */
export function buildThresholds(
  written: WrittenThresholds | undefined,
  { targetNames, findings }: { targetNames: readonly string[]; findings: Findings },
): readonly Threshold[] {
  if (written === undefined) return DEFAULT_THRESHOLDS;
  const expressions = Array.isArray(written)
    ? written.map((item, index): Expression => itemExpression(item, ['pass-when', index]))
    : mapExpressions(written);
  if (expressions.length === 0)
    findings.addAtKey(
      ['pass-when'],
      'pass-when is empty, so every run would pass',
      'leave it out for the defaults, or set a threshold: drops: 0',
    );
  const thresholds = new Map<string, Threshold>();
  for (const { text, path, target, abort } of expressions) {
    const read = parseThreshold(text, { target, abort });
    if (!read.ok) {
      const message = `Cannot use the threshold ${quoted(text)}: ${read.message}`;
      findings.addAtWord(path, read.word, { message, hint: read.hint });
      continue;
    }
    if (target !== undefined) {
      const message = `Cannot use the threshold ${quoted(text)}: no target is named ${quoted(target)}`;
      findings.addUnless(targetNames, [...path.slice(0, 2), 'target'], { name: target, message });
    }
    const { expression } = read.threshold;
    if (thresholds.has(expression))
      findings.add(path, `The threshold ${quoted(expression)} appears twice`, 'keep one');
    thresholds.set(expression, read.threshold);
  }
  return [...thresholds.values()];
}

function itemExpression(
  item: Extract<WrittenThresholds, readonly unknown[]>[number],
  path: readonly Step[],
): Expression {
  if (typeof item === 'string') return { text: item, path };
  const { threshold, target, abort } = item;
  return { text: threshold, path: [...path, 'threshold'], target, abort };
}

function mapExpressions(
  written: Exclude<WrittenThresholds, readonly unknown[]>,
): readonly Expression[] {
  return Object.entries(written).flatMap(([metric, bound]): Expression[] => {
    if (bound === undefined) return [];
    const path = ['pass-when', metric];
    if (typeof bound !== 'object') return [{ text: expressionOf(metric, bound), path }];
    return Object.entries(bound).map(([percentile, value]) => ({
      text: expressionOf(`${metric} ${percentile}`, value),
      path: [...path, percentile],
    }));
  });
}
