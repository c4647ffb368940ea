import { createHash } from 'node:crypto';
import type { Scenario } from '../../scenario/scenario.ts';

/** What may differ between machines that run one scenario: chance, own addresses, where reports go. */
const OWN_TO_A_MACHINE = [
  'seed',
  'source',
  'report',
] as const satisfies readonly (keyof Scenario)[];

/** The first part in which two scenarios are not the same; undefined when they are. */
export function scenarioDifference(a: Scenario, b: Scenario): string | undefined {
  if (scenarioHash(a) === scenarioHash(b)) return undefined;
  const [left, right] = [compared(a), compared(b)];
  const key = Object.keys({ ...left, ...right }).find(
    (name) => JSON.stringify(left[name]) !== JSON.stringify(right[name]),
  );
  return `${key ?? 'the order of their parts'} (${scenarioHash(a)} and ${scenarioHash(b)})`;
}

/** Twelve digits that two runs of one scenario share. */
function scenarioHash(scenario: Scenario): string {
  const text = JSON.stringify(compared(scenario));
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function compared(scenario: Scenario): Readonly<Record<string, unknown>> {
  const own: readonly string[] = OWN_TO_A_MACHINE;
  return Object.fromEntries(Object.entries(scenario).filter(([key]) => !own.includes(key)));
}
