import { closest } from '../base/closest.ts';
import type { Position } from '../base/problem.ts';
import { formatSeconds, parseDuration } from '../base/units.ts';
import type { HopKind, LimitSpec } from './hop-kind.ts';
import type { Effect, Hop, Limit, LimitSource } from './path.ts';

/** A setting as the user wrote it. `port`: it holds for one listener only. */
export interface WrittenSetting {
  readonly key: string;
  readonly text: string;
  readonly at: Position;
  readonly port?: number;
}

export interface HopInput {
  readonly id: string;
  readonly kind: HopKind;
  readonly settings: readonly WrittenSetting[];
  /** What it does to idle connections, when the user says so. */
  readonly onIdle?: Effect;
  /** Its figures are a model: the vendor's ranges do not bind. */
  readonly scaled: boolean;
  readonly extraLimits: readonly Limit[];
}

/** Something that a hop's settings get wrong. */
export interface HopProblem {
  readonly at: Position;
  readonly message: string;
  readonly hint?: string;
}

/** A hop of its kind with the user's settings over the vendor's defaults. */
export function buildHop(input: HopInput): {
  readonly hop: Hop;
  readonly problems: readonly HopProblem[];
} {
  const problems: HopProblem[] = [];
  const { id, kind, settings, extraLimits } = input;
  const known = kind.limits.map(({ key }) => key);
  for (const setting of settings) {
    if (!known.includes(setting.key) && !isInert(kind, setting.key))
      problems.push(unknownSetting(setting, input));
  }
  const limits = kind.limits.flatMap((spec) => limitsOf(spec, input, problems));
  return {
    hop: { id, kind: kind.kind, role: kind.role, limits: [...limits, ...extraLimits] },
    problems,
  };
}

function unknownSetting({ key, at }: WrittenSetting, { kind }: HopInput): HopProblem {
  const known = kind.limits.map((spec) => spec.key);
  const meant = closest(key, known);
  const list =
    known.length === 0 ? `${kind.kind} has no settings` : `${kind.kind} has ${known.join(', ')}`;
  const hint = meant === undefined ? list : `did you mean ${meant}?`;
  return { at, message: `Unknown setting "${key}" of a hop of kind ${kind.kind}`, hint };
}

/** The limit for all ports, and one for each port that has its own. */
function limitsOf(spec: LimitSpec, input: HopInput, problems: HopProblem[]): readonly Limit[] {
  const written = input.settings.filter(({ key }) => key === spec.key);
  const forAll = written.find(({ port }) => port === undefined);
  const perPort = written.flatMap((setting) => writtenLimit(spec, setting, { input, problems }));
  if (forAll !== undefined || spec.defaultMs === undefined) return perPort;
  const source: LimitSource = { kind: 'vendor-default', reference: spec.reference };
  return [...perPort, limitOf(spec, { afterMs: spec.defaultMs, source, input })];
}

function writtenLimit(
  spec: LimitSpec,
  { text, at, port }: WrittenSetting,
  { input, problems }: { input: HopInput; problems: HopProblem[] },
): readonly Limit[] {
  const read = parseDuration(text);
  if (!read.ok) {
    problems.push({
      at,
      message: `Cannot read ${spec.key} "${text}"`,
      hint: `expected ${read.hint}`,
    });
    return [];
  }
  const outside = outsideRange(spec, read.value);
  if (outside !== undefined && !input.scaled) {
    problems.push({
      at,
      message: `${spec.setting} ${formatSeconds(read.value)} is not possible on ${input.kind.title}: ${outside}`,
      hint: 'scaled: true on the hop, when the scenario is a model of the real thing',
    });
  }
  const limit = limitOf(spec, { afterMs: read.value, source: { kind: 'scenario', at }, input });
  return [port === undefined ? limit : { ...limit, onlyPort: port }];
}

function outsideRange({ rangeMs }: LimitSpec, ms: number): string | undefined {
  if (rangeMs === undefined || (ms >= rangeMs[0] && ms <= rangeMs[1])) return undefined;
  return `${formatSeconds(rangeMs[0])} to ${formatSeconds(rangeMs[1])}`;
}

function limitOf(
  spec: LimitSpec,
  { afterMs, source, input }: { afterMs: number; source: LimitSource; input: HopInput },
): Limit {
  const { setting, resetBy, startsAt, event, effects, onlyFor, earlyMs, lateMs, verified } = spec;
  return {
    setting,
    afterMs,
    resetBy,
    startsAt,
    ...(event !== undefined && { event }),
    effects: input.onIdle !== undefined && startsAt === 'last-reset' ? [input.onIdle] : effects,
    ...(onlyFor !== undefined && { onlyFor }),
    earlyMs,
    lateMs,
    verified,
    source,
  };
}

/** Settings that the kind knows and that end no connection of ours. */
function isInert(kind: HopKind & { readonly inert?: readonly string[] }, key: string): boolean {
  return kind.inert?.includes(key) ?? false;
}
