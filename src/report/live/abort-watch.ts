import { compare } from '../../analysis/threshold-check.ts';
import type { Scenario, Threshold } from '../../scenario/scenario.ts';
import type { LiveState } from './state.ts';

/**
 * Thresholds with `abort: true`, held against what the shards tell every second. Only what is a count while
 * a run goes on can abort it: drops, refusals and unproven connections. Those that a later second could
 * mend (`drops > 5`, shares of what is not open yet) wait for the end.
 */
export class AbortWatch {
  readonly #scenario: Scenario;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  /** The first threshold that is broken for good. */
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
    // Of all connections of the scenario: more may open, but no more than those.
    return !compare(count / this.#connectionsOf(threshold), threshold);
  }

  #countOf({ metric, target }: Threshold, state: LiveState): number | undefined {
    const targets = state.targets.filter(({ name }) => target === undefined || name === target);
    if (metric === 'drops') {
      return targets.reduce(
        (sum, { dropped, expectsDrops }) => sum + (expectsDrops ? 0 : dropped),
        0,
      );
    }
    if (metric === 'connect-failures')
      return targets.reduce((sum, { refused }) => sum + refused, 0);
    return undefined;
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
