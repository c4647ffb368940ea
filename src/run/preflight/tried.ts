import { explainRefusal } from '../../explain/refusals/explain-refusal.ts';
import { LONE_REFUSAL } from '../../explain/refusals/refusal-facts.ts';
import type { RefusalExplanation } from '../../explain/refusals/refusal-rule.ts';
import { describeEnding, type Refusal } from '../../outcome/ending.ts';
import { wayOf } from '../../path/way.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Check } from './machine.ts';
import type { Rehearsed } from './trial-dial.ts';

/** What one connection of each target came to, as lines of the preflight. */
export function checkTried(scenario: Scenario, tried: readonly Rehearsed[]): readonly Check[] {
  return tried.map((one, index): Check => {
    const name = `try ${one.target}`;
    if (one.opened === undefined) return { name, state: 'bad', ...refusalOf(one, scenario, index) };
    return { name, ...openedOf(one, scenario, index) };
  });
}

function openedOf(
  tried: Rehearsed,
  scenario: Scenario,
  index: number,
): Pick<Check, 'state' | 'found' | 'fix'> {
  const { opened, ended } = tried;
  const tookMs = opened!.tookMs.reduce((sum, ms) => sum + ms, 0);
  const took = `open in ${tookMs < 10 ? tookMs.toFixed(1) : Math.round(tookMs)} ms`;
  if (ended === undefined) return { state: 'warning', found: `${took}, end unknown` };
  const { ending } = ended;
  if (ending.kind === 'local-close') {
    if (ending.life === 'proven') return { state: 'ok', found: `${took}, answers` };
    return { state: 'warning', found: `${took}, no proof of life (unverified)` };
  }
  const found = `${took}, then ${describeEnding(ending)}`;
  if (ending.kind === 'fin' || ending.kind === 'rst') {
    const refusal = { phase: 'login', code: ending.kind } as const;
    const { reason, remedy } = explained(refusal, { tried, scenario, index });
    return {
      state: 'bad',
      found: `${found}: ${reason}`,
      ...(remedy !== undefined && { fix: remedy }),
    };
  }
  return { state: 'bad', found, fix: 'see whether the backend answers what this target says' };
}

function refusalOf(
  tried: Rehearsed,
  scenario: Scenario,
  index: number,
): Pick<Check, 'found' | 'fix'> {
  if (tried.refused === undefined) return { found: 'neither opened nor refused' };
  const { refusal } = tried.refused;
  const { phase, code, detail } = refusal;
  const words = detail === undefined || detail === '' ? '' : ` (${detail})`;
  const { reason, remedy } = explained(refusal, { tried, scenario, index });
  const found = `refused at ${phase}: ${code}${words}: ${reason}`;
  return { found, ...(remedy !== undefined && { fix: remedy }) };
}

function explained(
  refusal: Refusal,
  {
    tried: { wantsProxyHeader },
    scenario: { path, targets },
    index,
  }: { readonly tried: Rehearsed; readonly scenario: Scenario; readonly index: number },
): RefusalExplanation {
  const way = wayOf(path, targets[index]!);
  const facts = { ...LONE_REFUSAL, ...(wantsProxyHeader !== undefined && { wantsProxyHeader }) };
  return explainRefusal(refusal, way, facts);
}
