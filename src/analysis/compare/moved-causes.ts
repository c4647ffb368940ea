import type { DropGroup, Summary } from '../summary/summary.ts';

/** A cause of drops whose setting was changed between two runs, and whose drops moved with it. */
interface MovedCause {
  readonly target: string;
  readonly hop: string;
  readonly setting: string;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** Drops of one setting in both runs, each time at the value that was in force: the cause follows the setting. */
export function movedCauses(before: Summary, after: Summary): readonly MovedCause[] {
  const moved = new Map<string, MovedCause>();
  for (const first of before.dropGroups.filter(isSettled)) {
    const second = after.dropGroups.filter(isSettled).find((group) => isSame(first, group));
    if (second === undefined || second.configuredMs === first.configuredMs) continue;
    const { target, hop, setting } = first;
    const about = { beforeMs: first.configuredMs, afterMs: second.configuredMs };
    moved.set(`${target} ${hop} ${setting}`, { target, hop, setting, ...about });
  }
  return [...moved.values()];
}

type Settled = DropGroup & {
  readonly hop: string;
  readonly setting: string;
  readonly configuredMs: number;
};

function isSettled(group: DropGroup): group is Settled {
  const { certainty, hop, setting, configuredMs } = group;
  const named = hop !== null && setting !== null && configuredMs !== null;
  return named && (certainty === 'certain' || certainty === 'likely');
}

function isSame(one: DropGroup, other: DropGroup): boolean {
  return one.target === other.target && one.hop === other.hop && one.setting === other.setting;
}
