import type { Position } from '../base/problem.ts';
import { formatSeconds } from '../base/units.ts';
import type { HopKind, LimitSpec } from './hop-kind.ts';
import type { Effect, Hop, HopRole, Limit, LimitSource } from './path.ts';
import type { TransportKind } from './transport.ts';

/** A setting as the user wrote it: a time, or that the hop has no such limit. */
export interface WrittenSetting {
  readonly key: string;
  readonly value: number | 'none';
  readonly at: Position;
  /** It holds for the listener on this port only. */
  readonly port?: number;
}

/** What is known of a hop before it is built. */
export interface HopPlan {
  readonly id: string;
  readonly kind: HopKind;
  readonly settings: readonly WrittenSetting[];
  /** What it does to idle connections, by port; `all` where no port has its own. */
  readonly onIdle: ReadonlyMap<number | 'all', Effect>;
  /** Destination ports of the targets, which have limits of their own as soon as one listener has. */
  readonly ports: readonly number[];
  /** Its figures are a model: the vendor's ranges do not bind. */
  readonly scaled: boolean;
  /** Limits that no catalogue knows. */
  readonly limits: readonly Limit[];
  /** Instead of the kind's. */
  readonly role?: HopRole;
}

/** Something that a hop's settings get wrong. */
interface HopProblem {
  readonly at: Position;
  readonly message: string;
  readonly hint: string;
}

/** A hop of its kind: the user's settings over the vendor's defaults. */
export function buildHop(plan: HopPlan): {
  readonly hop: Hop;
  readonly problems: readonly HopProblem[];
} {
  const { id, kind, settings, role = kind.role } = plan;
  const problems = settings.flatMap((setting) => rangeProblems(setting, plan));
  const limits = kind.limits.flatMap((spec) => limitsOf(spec, plan));
  return { hop: { id, kind: kind.kind, role, limits: [...limits, ...plan.limits] }, problems };
}

/** Where a vendor's default comes from. */
export function defaultOf({ reference, version }: LimitSpec): LimitSource {
  return { kind: 'vendor-default', reference, ...(version !== undefined && { version }) };
}

/** Ids of the hops that a target passes when it does not name them: all that carry its transport. */
export function hopsOnTheWay(
  hops: readonly { readonly id: string; readonly carries?: readonly TransportKind[] | undefined }[],
  transport: TransportKind,
): readonly string[] {
  return hops.filter(({ carries }) => carries?.includes(transport) ?? true).map(({ id }) => id);
}

function rangeProblems(
  { key, value, at }: WrittenSetting,
  { kind, scaled }: HopPlan,
): readonly HopProblem[] {
  const spec = kind.limits.find((candidate) => candidate.key === key);
  if (value === 0 && spec !== undefined && spec.startsAt !== 'event') {
    const message = `${spec.setting} 0 s would end every connection at once`;
    return [{ at, message, hint: 'none, if it has no such limit' }];
  }
  if (scaled || value === 'none' || spec?.rangeMs === undefined) return [];
  const [min, max] = spec.rangeMs;
  if (value >= min && value <= max) return [];
  const range = `${formatSeconds(min)} to ${formatSeconds(max)}`;
  const message = `${spec.setting} ${formatSeconds(value)} is not possible on ${kind.title}: ${range}`;
  return [{ at, message, hint: 'scaled: true on the hop, if it is a model in shorter times' }];
}

/**
 * One limit for all ports; or, as soon as one listener differs, one for each port that is used, because
 * two limits of one setting on the same port would both apply.
 */
function limitsOf(spec: LimitSpec, plan: HopPlan): readonly Limit[] {
  const listenerPorts = [
    ...plan.settings.flatMap(({ key, port }) => (key === spec.key && port ? [port] : [])),
    ...(spec.startsAt === 'last-reset' ? plan.onIdle.keys() : []),
  ].filter((port) => port !== 'all');
  if (listenerPorts.length === 0) return limitAt(spec, plan, 'all');
  return [...new Set([...listenerPorts, ...plan.ports])]
    .sort((a, b) => a - b)
    .flatMap((port) => limitAt(spec, plan, port));
}

function limitAt(spec: LimitSpec, plan: HopPlan, port: number | 'all'): readonly Limit[] {
  const written = plan.settings.filter(({ key }) => key === spec.key);
  const setting =
    written.find((candidate) => candidate.port === port) ??
    written.find((candidate) => candidate.port === undefined);
  const afterMs = setting?.value ?? spec.defaultMs;
  if (afterMs === undefined || afterMs === 'none') return [];
  const source: LimitSource =
    setting === undefined ? defaultOf(spec) : { kind: 'scenario', at: setting.at };
  const onIdle = plan.onIdle.get(port) ?? plan.onIdle.get('all');
  const { setting: name, resetBy, startsAt, event, onlyFor, earlyMs, lateMs, verified } = spec;
  return [
    {
      setting: name,
      afterMs,
      resetBy,
      startsAt,
      ...(event !== undefined && { event }),
      effects: onIdle !== undefined && startsAt === 'last-reset' ? [onIdle] : spec.effects,
      ...(onlyFor !== undefined && { onlyFor }),
      ...(port !== 'all' && { onlyPort: port }),
      earlyMs,
      lateMs,
      verified,
      source,
    },
  ];
}
