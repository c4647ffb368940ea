import type { DropGroup } from '../../analysis/summary/summary.ts';
import type { Change } from '../../path/change.ts';
import { changeOf, limitNamed } from '../../path/change-of.ts';
import type { LimitSpec } from '../../path/hop-kind.ts';
import { hopKind } from '../../path/kinds/all.ts';
import type { Hop, Limit } from '../../path/path.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { holdMsOf } from './hold.ts';

/** What to change so that a group of drops does not come again: one place after the other. */
export type Advice = readonly [AdviceStep, ...AdviceStep[]];

/** Lines to write in one place. */
export interface AdviceStep {
  readonly where: string;
  /** The lines that they replace; none where nothing is written yet. */
  readonly minus: readonly string[];
  readonly plus: readonly string[];
}

/** The change that would have kept these connections, where the setting is known well enough to say so. */
export function adviceFor(group: DropGroup, scenario: Scenario): Advice | undefined {
  const { configuredMs, hop: hopId, certainty } = group;
  if (hopId === null || configuredMs === null) return undefined;
  if (certainty !== 'certain' && certainty !== 'likely') return undefined;
  const hop = scenario.path.hops.find(({ id }) => id === hopId);
  const port = scenario.targets.find(({ name }) => name === group.target)?.address.port ?? 443;
  const wantedMs = Math.max(holdMsOf(scenario), configuredMs * 2);
  const settings = settingsOf(group, hopId);
  const each = settings.map((setting) => {
    const limit = hop?.limits.find((one) => one.setting === setting);
    const spec = limitNamed(hopKind(hop?.kind ?? ''), setting);
    return hop === undefined || limit === undefined || spec === undefined
      ? { steps: [], isEnough: false }
      : stepsIn({ hop, limit, spec }, { currentMs: configuredMs, wantedMs, port });
  });
  const all = {
    steps: each.flatMap(({ steps }) => steps),
    isEnough: each.every(({ isEnough }) => isEnough),
  };
  const isIdle = group.observed.axis === 'idle';
  const spec = limitNamed(hopKind(hop?.kind ?? ''), settings[0]!);
  const [first, ...rest] = [
    ...all.steps,
    ...(isIdle ? heartbeatSteps({ hopId, setting: settings[0]!, spec, configuredMs }, all) : []),
  ];
  return first === undefined ? undefined : [first, ...rest];
}

/** One, or several of one hop that are equal and would each end the connection: all have to change. */
function settingsOf(
  { setting, candidates }: Pick<DropGroup, 'setting' | 'candidates'>,
  hop: string,
): readonly string[] {
  return setting === null ? candidates.map((one) => one.slice(hop.length + 1)) : [setting];
}

/** One line for narrow places. */
export function briefAdvice([{ plus }]: Advice): string {
  return plus.map((line) => line.trim()).join(' ');
}

interface LimitInForce {
  readonly hop: Hop;
  readonly limit: Limit;
  readonly spec: LimitSpec;
}

interface Steps {
  readonly steps: readonly AdviceStep[];
  /** The setting alone keeps the connections as long as wanted. */
  readonly isEnough: boolean;
}

/** Another value of the setting itself, with all that has to change with it. */
function stepsIn(
  { hop, limit, spec }: LimitInForce,
  { currentMs, wantedMs, port }: { currentMs: number; wantedMs: number; port: number },
): Steps {
  const possible = isWorthChanging(limit)
    ? changeOf(spec, { wantedMs, currentMs, port })
    : undefined;
  if (possible === undefined) return { steps: [], isEnough: false };
  const isWritten = limit.source.kind !== 'vendor-default';
  const now = isWritten
    ? changeOf(spec, { wantedMs: currentMs, currentMs: 0, port })?.change.text
    : undefined;
  const { change, isEnough } = possible;
  const minus = now?.filter((line) => isSection(line) || !change.text.includes(line)) ?? [];
  const first = { where: `${change.where}, for ${hop.id}`, minus, plus: change.text };
  return { steps: [first, ...(change.also ?? []).map(added)], isEnough };
}

/** `conntrack:` goes and comes with its lines, or it would stand there twice. */
function isSection(line: string): boolean {
  return line.endsWith(':');
}

/**
 * A longer grace period for the pods of the application helps only an application that drains, and a client that
 * does not read is not helped by waiting for it.
 */
function isWorthChanging({ startsAt, event }: Limit): boolean {
  return startsAt !== 'stall' && event !== 'backend-stop';
}

function added({ where, text }: Change): AdviceStep {
  return { where, minus: [], plus: text };
}

/** Traffic in a third of the time: instead of a longer timeout, or because the vendor accepts none as long as wanted. */
function heartbeatSteps(
  {
    hopId,
    setting,
    spec,
    configuredMs,
  }: { hopId: string; setting: string; spec: LimitSpec | undefined; configuredMs: number },
  { steps, isEnough }: Steps,
): readonly AdviceStep[] {
  const plus = [`heartbeat: { every: ${short(configuredMs / 3)} }`];
  if (steps.length === 0) {
    const longestMs = spec?.rangeMs?.[1];
    const where =
      longestMs === undefined || configuredMs < longestMs
        ? `the client, or ${setting} of ${hopId}`
        : `the client, because ${hopId} accepts ${short(longestMs)} at most`;
    return [{ where, minus: [], plus }];
  }
  const where = isEnough
    ? 'or the client, instead'
    : `and the client, because ${hopId} accepts no more`;
  return [{ where, minus: [], plus }];
}

function short(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)}ms` : `${Math.floor(ms / 1_000)}s`;
}
