import { formatSeconds } from '../../base/units.ts';
import { canEnd, decisive } from '../../path/fate.ts';
import { durationOf } from '../../scenario/hold.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { span } from '../text/words.ts';
import { fatesOf, isOpenEnded, limitName } from './fate.ts';

/** One statement on the limits that the hold reaches. */
export interface Coverage {
  /** False when connections will be dropped, or may be, and no target expects it. */
  readonly ok: boolean;
  readonly text: string;
}

/** What the hold reaches, in a line or two: unexpected drops that are certain come first. */
export function coverageOf(scenario: Scenario): readonly Coverage[] {
  const drops = scenario.targets.flatMap((target): Coverage[] => {
    const fates = fatesOf(target, scenario);
    const one = decisive(fates);
    if (one === undefined || !canEnd(one.fate)) return [];
    if (fates.some(({ isExpected, limit }) => isExpected && limit === one.limit)) return [];
    const will = one.fate.kind === 'ends' ? 'will drop' : 'may drop';
    return [{ ok: false, text: `${target.name} ${will} at ${limitName(one, formatSeconds)}` }];
  });
  return drops.length > 0 ? drops : [outlasted(scenario)];
}

function outlasted(scenario: Scenario): Coverage {
  const hold = `the ${span(durationOf(scenario.load))} hold`;
  const limits = scenario.targets.flatMap((target) => fatesOf(target, scenario));
  const timers = limits.filter(({ fate }) => fate.kind !== 'waits');
  const beyond = timers.filter(({ fate }) => fate.kind === 'beyond');
  const names = new Set(
    beyond.map(({ hop, limit }) => `${hop.id} ${formatSeconds(limit.afterMs)}`),
  );
  const isDoubtful = scenario.targets.some((target) => isOpenEnded(target, scenario));
  if (isDoubtful) return { ok: true, text: `${hold}; not every limit on the path is known` };
  if (timers.length === 0) return { ok: true, text: `${hold}; the path has no known timeout` };
  if (names.size === 0) return { ok: true, text: `${hold} outlasts every timeout on the path` };
  const but = [...names].join(', ');
  return { ok: true, text: `${hold} outlasts every timeout on the path except ${but}` };
}
