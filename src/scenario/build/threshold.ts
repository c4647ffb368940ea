import { closest } from '../../base/closest.ts';
import { parseCount, parseDuration, parsePercent, quoted, type Reading } from '../../base/units.ts';
import { THRESHOLD_FIGURES } from '../figures/target-figures.ts';
import { LATENCY_NAMES, RECOVERY } from '../figures/times.ts';
import type { Threshold, ThresholdMetric } from '../scenario.ts';

/** A threshold that was read, or the problem with its text and the word that is wrong. */
type ThresholdReading =
  | { readonly ok: true; readonly threshold: Threshold }
  | { readonly ok: false; readonly word: string; readonly message: string; readonly hint: string };

const RATES = THRESHOLD_FIGURES.flatMap(([name, { perHours }]) =>
  perHours === undefined ? [] : [{ name, alias: perHours.name }],
);

/** What a threshold can begin with, for hints. */
const METRICS = [
  ...THRESHOLD_FIGURES.map(([name]) => name),
  ...RATES.map(({ alias }) => alias),
  ...LATENCY_NAMES.map((name) => `${name} p99`),
  RECOVERY.name,
];
const EXAMPLES = 'such as "drops < 0.1% with 95% confidence" or "rtt p99 < 200ms"';

//        metric             operator            value     per 1000 h                  confidence
const FORM =
  /^\s*([a-z][\w .-]*?)\s*(within\b|<=|>=|==|=|<|>|≤|≥)\s*(.+?)(\s+per\s+1[,_ ]?000\s*h)?(?:\s+with\s+(\S+(?:\s*%)?)\s+confidence)?\s*$/i;

const OPERATORS: Readonly<Record<string, Threshold['operator']>> = {
  within: '<=',
  '<': '<',
  '<=': '<=',
  '≤': '<=',
  '=': '==',
  '==': '==',
  '>': '>',
  '>=': '>=',
  '≥': '>=',
};

interface ThresholdOptions {
  readonly target?: string | undefined;
  readonly abort?: boolean | undefined;
}

/** Reads `drops < 0.1% with 95% confidence` and its kind. */
export function parseThreshold(
  expression: string,
  { target, abort = false }: ThresholdOptions = {},
): ThresholdReading {
  if (expression.length > 200) return wrong('', 'a threshold has at most 200 characters');
  const match = FORM.exec(expression);
  if (match === null) return wrong('', `${quoted(expression)} is not a valid threshold`);
  const [, name, sign, figure, per, confidenceText] = match as unknown as string[];
  const metric = metricOf(name!);
  if (metric === undefined) return unknownMetric(name!);
  const isRate = per !== undefined || RATES.some(({ alias }) => alias === name);
  const bound = boundOf(figure!, { metric, isRate });
  if (!bound.ok) return { ok: false, word: figure!, message: bound.message, hint: bound.hint };
  const confidence = confidenceOf(confidenceText, bound.value.unit);
  if (!confidence.ok) {
    const { message, hint } = confidence;
    return { ok: false, word: confidenceText!, message, hint };
  }
  const operator = OPERATORS[sign!.toLowerCase()]!;
  if (operator === '==' && confidence.value !== undefined)
    return {
      ok: false,
      word: sign!,
      message: 'a confidence interval never equals a single number',
      hint: 'use < or <=, or leave the confidence out',
    };
  const written = expression.trim().replace(/\s+/g, ' ');
  return {
    ok: true,
    threshold: {
      expression: target === undefined ? written : `${target}: ${written}`,
      metric,
      operator,
      ...bound.value,
      ...(confidence.value !== undefined && { confidence: confidence.value }),
      ...(target !== undefined && { target }),
      abort,
    },
  };
}

/** The meaning of a map entry: `drops: 0` is `drops == 0`, `drops: 5` is `drops <= 5`, `drops: "< 1%"` is itself. */
export function expressionOf(metric: string, bound: string | number): string {
  const written = String(bound).trim();
  if (/^([<>=≤≥]|within\b)/i.test(written)) return `${metric} ${written}`;
  return `${metric} ${Number(written) === 0 ? '==' : '<='} ${written}`;
}

function metricOf(name: string): ThresholdMetric | undefined {
  const words = name.trim().toLowerCase();
  if (words === RECOVERY.name) return RECOVERY.name;
  const plain = words.replaceAll(' ', '-');
  const counted = THRESHOLD_FIGURES.find(([figure]) => figure === plain)?.[0];
  if (counted !== undefined) return counted;
  const rate = RATES.find(({ alias }) => alias === words)?.name;
  return rate ?? percentileOf(words);
}

function percentileOf(words: string): ThresholdMetric | undefined {
  const [, written, percentile, max] = /^([a-z]+)[ .](?:p(\d+(?:\.\d+)?)|(max))$/.exec(words) ?? [];
  const latency = LATENCY_NAMES.find((name) => name === written);
  if (latency === undefined) return undefined;
  // p999 means 99.9, as in most other tools.
  const value = max === undefined ? Number(percentile?.replace(/^99(9+)$/, '99.$1')) : 100;
  return value > 0 && value <= 100 ? { latency, percentile: value } : undefined;
}

function unknownMetric(name: string): ThresholdReading {
  const meant = closest(name, METRICS);
  const hint = meant === undefined ? `one of ${METRICS.join(', ')}` : `did you mean ${meant}?`;
  return { ok: false, word: name, message: `soak does not measure ${quoted(name)}`, hint };
}

function boundOf(
  text: string,
  { metric, isRate }: { readonly metric: ThresholdMetric; readonly isRate: boolean },
): Reading<Pick<Threshold, 'value' | 'unit'>> {
  if (typeof metric === 'object' || metric === RECOVERY.name) {
    const ms = parseDuration(text);
    return ms.ok ? { ok: true, value: { value: ms.value, unit: 'ms' } } : ms;
  }
  if (isRate) {
    const isNumber = RATES.some(({ name }) => name === metric) && /^\d{1,9}(\.\d+)?$/.test(text);
    if (isNumber) return { ok: true, value: { value: Number(text), unit: 'per-1000-h' } };
    const hint = 'a number of drops, such as "drops < 0.5 per 1000h"';
    return { ok: false, message: `${quoted(text)} is not a valid rate per 1,000 hours`, hint };
  }
  if (text.includes('%')) {
    const share = parsePercent(text);
    return share.ok ? { ok: true, value: { value: share.value, unit: 'share' } } : share;
  }
  const count = parseCount(text);
  if (count.ok) return { ok: true, value: { value: count.value, unit: 'count' } };
  return { ...count, hint: 'a whole number, such as 10, or a share, such as 0.1%' };
}

/** Only for a sample of something larger: a share of connections, or a rate. */
function confidenceOf(
  text: string | undefined,
  unit: Threshold['unit'],
): Reading<number | undefined> {
  if (text === undefined) return { ok: true, value: undefined };
  if (unit !== 'share' && unit !== 'per-1000-h') {
    const hint = 'use a share (0.1%) or a rate (0.5 per 1000h), or leave the confidence out';
    return { ok: false, message: 'only a share or a rate can have a confidence', hint };
  }
  const share = parsePercent(text);
  if (share.ok && share.value > 0.5 && share.value < 1) return share;
  return { ok: false, message: `${quoted(text)} is not a valid confidence`, hint: 'such as 95%' };
}

function wrong(word: string, message: string): ThresholdReading {
  return { ok: false, word, message, hint: EXAMPLES };
}
