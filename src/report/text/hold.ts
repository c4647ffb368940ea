import type { Scenario } from '../../scenario/scenario.ts';

/** How long the scenario wants its connections to live: what advice must make possible. */
export function holdMsOf({ load }: Scenario): number {
  return load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}
