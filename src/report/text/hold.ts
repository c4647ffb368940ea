import type { Scenario } from '../../scenario/scenario.ts';

/** The intended lifetime of the scenario's connections, which advice must allow. */
export function holdMsOf({ load }: Scenario): number {
  return load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}
