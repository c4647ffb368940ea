import { formatSeconds } from '../../base/units.ts';
import { holdMs } from '../../check/plan-ways.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { span } from '../text/words.ts';
import { decisive, fatesOf } from './fate.ts';

/** One statement on what the hold comes to. */
export interface Coverage {
  /** False when connections will die that nobody wants dead. */
  readonly ok: boolean;
  readonly text: string;
}

/** What the hold comes to, in a line or two: deaths that are certain to come first. */
export function coverageOf(scenario: Scenario): readonly Coverage[] {
  const deaths = scenario.targets.flatMap((target): Coverage[] => {
    const one = decisive(fatesOf(target, scenario));
    if (one?.fate.kind !== 'ends' || one.fate.wanted) return [];
    const { hop, limit } = one;
    const name = `${hop.id} ${limit.setting} ${formatSeconds(limit.afterMs)}`;
    return [{ ok: false, text: `${target.name} will die at ${name}` }];
  });
  return deaths.length > 0 ? deaths : [outlasted(scenario)];
}

function outlasted(scenario: Scenario): Coverage {
  const hold = `holding for ${span(holdMs(scenario))}`;
  const limits = scenario.targets.flatMap((target) => fatesOf(target, scenario));
  const timers = limits.filter(({ fate }) => fate.kind !== 'waits');
  const beyond = timers.filter(({ fate }) => fate.kind === 'beyond');
  const names = new Set(
    beyond.map(({ hop, limit }) => `${hop.id} ${formatSeconds(limit.afterMs)}`),
  );
  if (timers.length === 0) return { ok: true, text: `${hold}; no timeout is known on the path` };
  if (names.size === 0) return { ok: true, text: `${hold} outlasts every timeout on the path` };
  const but = [...names].join(', ');
  return { ok: true, text: `${hold} outlasts every timeout on the path but ${but}` };
}
