import { parseDuration, parsePercent } from '../base/units.ts';
import type { Threshold, ThresholdMetric } from './scenario.ts';

/** A threshold that was read, or what is wrong with its text. */
export type ReadThreshold =
  | { readonly ok: true; readonly threshold: Threshold }
  | { readonly ok: false; readonly message: string; readonly hint: string };

export const COUNTED_METRICS = [
  'drops',
  'unexplained-drops',
  'connect-failures',
  'blackholes',
  'unverified',
  'unproven',
  'missing-expected-drops',
] as const;

const EXAMPLE = 'drops < 0.1% with 95% confidence, unexplained-drops == 0, rtt p99 < 200ms';

const FORM =
  /^(?<metric>[a-z0-9 .-]+?)\s*(?<operator><=|>=|==|<|>)\s*(?<value>[^\s]+(?:\s*%)?)(?<per>\s+per\s+1[,_]?000\s*h)?(?:\s+with\s+(?<confidence>[\d.]+\s*%)\s+confidence)?$/;

interface Options {
  readonly target?: string | undefined;
  readonly abort?: boolean | undefined;
}

/** Reads `drops < 0.1% with 95% confidence` and its kind. */
export function parseThreshold(
  expression: string,
  { target, abort = false }: Options = {},
): ReadThreshold {
  const groups = FORM.exec(expression.trim())?.groups;
  if (groups === undefined) return wrong(`Cannot read the threshold "${expression}"`);
  const metric = metricOf(groups.metric!);
  if (metric === undefined) {
    return wrong(
      `Cannot read the threshold "${expression}": "${groups.metric}" is nothing that is measured`,
    );
  }
  const isRate = groups.per !== undefined || groups.metric === 'drops-per-1000h';
  const value = boundOf(groups.value!, { metric, isRate });
  if (value === undefined) {
    return wrong(
      `Cannot read the threshold "${expression}": "${groups.value}" is no value of ${groups.metric}`,
    );
  }
  const confidence = groups.confidence === undefined ? undefined : parsePercent(groups.confidence);
  if (
    confidence !== undefined &&
    (!confidence.ok || confidence.value <= 0.5 || confidence.value >= 1)
  ) {
    return wrong(
      `Cannot read the threshold "${expression}": a confidence is above 50% and below 100%`,
    );
  }
  if (confidence !== undefined && value.unit !== 'share' && value.unit !== 'per-1000-h') {
    return wrong(
      `Cannot read the threshold "${expression}": only a share or a rate has a confidence`,
    );
  }
  return {
    ok: true,
    threshold: {
      expression: target === undefined ? expression.trim() : `${target}: ${expression.trim()}`,
      metric,
      operator: groups.operator as Threshold['operator'],
      ...value,
      ...(confidence?.ok === true && { confidence: confidence.value }),
      ...(target !== undefined && { target }),
      abort,
    },
  };
}

/** What a map entry says: `drops: 0` is `drops <= 0`, `drops: "< 1%"` is itself. */
export function expressionOf(metric: string, bound: string | number): string {
  const written = String(bound).trim();
  return /^[<>=]/.test(written) ? `${metric} ${written}` : `${metric} <= ${written}`;
}

function metricOf(text: string): ThresholdMetric | undefined {
  const words = text.trim();
  if (words === 'drops-per-1000h') return 'drops';
  const counted = COUNTED_METRICS.find((metric) => metric === words);
  if (counted !== undefined) return counted;
  const latency = /^(connect|rtt)\s+(?:p(\d+(?:\.\d+)?)|(max))$/.exec(words);
  if (latency === null) return undefined;
  const percentile = latency[3] === undefined ? Number(latency[2]) : 100;
  return percentile > 100 ? undefined : { latency: latency[1] as 'connect' | 'rtt', percentile };
}

function boundOf(
  text: string,
  { metric, isRate }: { metric: ThresholdMetric; isRate: boolean },
): Pick<Threshold, 'value' | 'unit'> | undefined {
  if (typeof metric === 'object') {
    const ms = parseDuration(text);
    return ms.ok ? { value: ms.value, unit: 'ms' } : undefined;
  }
  if (text.endsWith('%')) {
    const share = parsePercent(text);
    return share.ok && !isRate ? { value: share.value, unit: 'share' } : undefined;
  }
  const value = Number(text.replaceAll(/[_,]/g, ''));
  if (!Number.isFinite(value) || value < 0) return undefined;
  return { value, unit: isRate ? 'per-1000-h' : 'count' };
}

function wrong(message: string): ReadThreshold {
  return { ok: false, message, hint: `for example ${EXAMPLE}` };
}
