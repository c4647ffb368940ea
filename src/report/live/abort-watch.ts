import { compare } from '../../analysis/thresholds/threshold-check.ts';
import { thresholdFigure } from '../../scenario/figures/target-figures.ts';
import { RECOVERY } from '../../scenario/figures/times.ts';
import type { Scenario, Threshold } from '../../scenario/scenario.ts';
import type { LiveState } from './state.ts';

/**
 * Thresholds with `abort: true`, checked against what the shards report every second. Only a figure that never falls
 * during the run (`soFar` in the table of figures) can abort it. What a later second could mend (`drops > 5`,
 * shares of what is not open yet) waits for the end.
 */
export class AbortWatch {
  readonly #scenario: Scenario;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  /** The first threshold that is broken and cannot recover. */
  broken(state: LiveState): Threshold | undefined {
    return this.#scenario.thresholds.find(
      (threshold) => threshold.abort && this.#isBroken(threshold, state),
    );
  }

  #isBroken(threshold: Threshold, state: LiveState): boolean {
    if (threshold.operator !== '<' && threshold.operator !== '<=' && threshold.operator !== '==')
      return false;
    const count = this.#countOf(threshold, state);
    if (count === undefined) return false;
    if (threshold.unit === 'count') return !compare(count, threshold) && count > threshold.value;
    if (threshold.unit !== 'share') return false;
    // Of all connections of the scenario: no more than these can open.
    return !compare(count / this.#connectionsOf(threshold), threshold);
  }

  #countOf({ metric, target }: Threshold, state: LiveState): number | undefined {
    if (typeof metric === 'object' || metric === RECOVERY.name) return undefined;
    const { soFar } = thresholdFigure(metric);
    if (soFar === undefined) return undefined;
    return state.targets
      .filter(({ name }) => target === undefined || name === target)
      .reduce((sum, numbers) => sum + soFar(numbers), 0);
  }

  #connectionsOf({ target }: Threshold): number {
    const targets = this.#scenario.targets.filter(
      ({ name }) => target === undefined || name === target,
    );
    return Math.max(
      1,
      targets.reduce((sum, { connections }) => sum + connections, 0),
    );
  }
}
