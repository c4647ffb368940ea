import { MonotonicClock } from '../../net/machine/clock.ts';
import { LocalMachine } from '../../net/machine/machine.ts';
import { createTransport } from '../../net/transport.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Histogram } from '../../stats/histogram.ts';
import { localSources } from '../shards/local-sources.ts';
import { type Rehearsed, rehearse } from './trial-dial.ts';

/** Dials one connection of each target from this process; `mask` hides secrets in what the other end says. */
export function tryOneOfEach(
  scenario: Scenario,
  mask: (text: string) => string,
): Promise<readonly Rehearsed[]> {
  const clock = new MonotonicClock(process.hrtime.bigint());
  const { sources, resolver } = localSources(scenario, { index: 0, count: 1 });
  const { nowMs } = clock;
  const transports = scenario.targets.map((target) =>
    createTransport({ target, nowMs, resolver, sources }),
  );
  const ports = {
    transports,
    machine: new LocalMachine(clock),
    newHistogram: () => new Histogram(),
  };
  return rehearse(scenario, { ports, nowMs, mask });
}
