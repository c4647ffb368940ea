import { MonotonicClock } from '../../net/machine/clock.ts';
import { LocalMachine } from '../../net/machine/machine.ts';
import { createTransport } from '../../net/transport.ts';
import type { Scenario, Target } from '../../scenario/scenario.ts';
import { Histogram } from '../../stats/histogram.ts';
import { localSources } from '../shards/local-sources.ts';
import { wantsProxyHeader } from './proxy-header.ts';
import { type Rehearsed, rehearse } from './trial-dial.ts';

/** Dials one connection of each target from this process; `mask` hides secrets in what the other end says. */
export async function tryOneOfEach(
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
  const tried = await rehearse(scenario, { ports, nowMs, mask });
  return Promise.all(tried.map((one, index) => withProxyHeader(one, scenario.targets[index]!)));
}

async function withProxyHeader(tried: Rehearsed, target: Target): Promise<Rehearsed> {
  const wanted = await wantsProxyHeader(target, tried);
  return wanted === undefined ? tried : { ...tried, wantsProxyHeader: wanted };
}
