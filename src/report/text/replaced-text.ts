import type { Analysis } from '../../analysis/analyze.ts';
import { formatCount, formatShare } from '../../analysis/figures.ts';
import type { LimitSummary, Summary } from '../../analysis/summary/summary.ts';
import { seconds } from '../../check/figures.ts';
import { RESPECTS, type Respect } from '../../check/migration/promises.ts';
import { wayOf } from '../../path/way.ts';
import type { Scenario, Target } from '../../scenario/scenario.ts';
import { LIMIT_OUTCOMES } from './limit-text.ts';

/** A target and the one that it replaces, side by side, as the run saw them. */
interface Replacement {
  readonly old: string;
  readonly new: string;
  readonly rows: readonly ReplacementRow[];
}

export interface ReplacementRow {
  /** `silence`. */
  readonly title: string;
  /** One line for each limit: `ingress proxy-read-timeout 60 s: holds`. */
  readonly old: readonly string[];
  readonly new: readonly string[];
}

/** Every target that replaces another one, limit by limit. */
export function replacementsOf({ scenario, summary }: Analysis): readonly Replacement[] {
  return scenario.targets.flatMap((target) => {
    const old = scenario.targets.find(({ name }) => name === target.replaces);
    if (old === undefined) return [];
    const sides = [old, target].map((one) => sideOf(one, { scenario, summary }));
    return [{ old: old.name, new: target.name, rows: rowsOf(sides[0]!, sides[1]!) }];
  });
}

/** The lines of one target, by their title. */
type Side = ReadonlyMap<string, readonly string[]>;

function rowsOf(old: Side, fresh: Side): readonly ReplacementRow[] {
  return [...new Set([...old.keys(), ...fresh.keys()])].map((title) => ({
    title,
    old: old.get(title) ?? [NONE],
    new: fresh.get(title) ?? [NONE],
  }));
}

const NONE = 'no limit listed';

function sideOf(
  target: Target,
  { scenario, summary }: { scenario: Scenario; summary: Summary },
): Side {
  const counts = summary.targets.find(({ name }) => name === target.name);
  const limits = summary.limits.filter((limit) => limit.target === target.name);
  const { timers } = wayOf(scenario.path, target);
  const inRespect = (respect: Respect) =>
    timers
      .filter(({ limit }) => respect.concerns(limit))
      .sort((a, b) => a.limit.afterMs - b.limit.afterMs)
      .flatMap(({ hop, limit }) => {
        const own = limits.find((one) => one.hop === hop.id && one.setting === limit.setting);
        return own === undefined ? [] : [limitLine(own)];
      });
  const entries = RESPECTS.map((respect) => [respect.title, inRespect(respect)] as const);
  return new Map([
    ['unexpected drops', [counts === undefined ? 'no data' : dropsLine(counts)]],
    ...entries.filter(([, lines]) => lines.length > 0),
  ]);
}

function dropsLine({ opened, dropped }: Summary['targets'][number]): string {
  if (opened === 0) return 'none opened';
  const share = dropped === 0 ? '' : ` (${formatShare(dropped / opened)})`;
  return `${formatCount(dropped)} of ${formatCount(opened)}${share}`;
}

function limitLine({ hop, setting, configuredMs, outcome }: LimitSummary): string {
  return `${hop} ${setting} ${seconds(configuredMs)}: ${LIMIT_OUTCOMES[outcome].word}`;
}
