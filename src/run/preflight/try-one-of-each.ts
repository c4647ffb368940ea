import { MonotonicClock } from '../../net/machine/clock.ts';
import { LocalMachine } from '../../net/machine/machine.ts';
import { createTransport } from '../../net/transport.ts';
import type { Rows } from '../../scenario/data/rows.ts';
import type { Scenario, Target } from '../../scenario/scenario.ts';
import { Histogram } from '../../stats/histogram.ts';
import { localSources } from '../shards/local-sources.ts';
import { recordMask } from '../shards/row-mask.ts';
import { rowsOfShard, unpacked } from '../shards/rows.ts';
import { wantsProxyHeader } from './proxy-header.ts';
import { oneOfEach, type Rehearsed, rehearse } from './trial-dial.ts';

interface Trial {
  /** Hides the scenario's secrets in what the other end says. */
  readonly mask: (text: string) => string;
  /** Data files, by the name of their source. */
  readonly rows: ReadonlyMap<string, Rows>;
}

/** Dials one connection of each target from this process, each as the first member of its target. */
export async function tryOneOfEach(planned: Scenario, trial: Trial): Promise<readonly Rehearsed[]> {
  const scenario = oneOfEach(planned);
  const rows = unpacked(rowsOfShard(scenario, trial.rows, { index: 0, count: 1 }));
  const clock = new MonotonicClock(process.hrtime.bigint());
  const { sources, resolver } = localSources(scenario, { index: 0, count: 1 });
  const { nowMs } = clock;
  const filling = { run: 'preflight', seed: scenario.seed };
  const transports = scenario.targets.map((target, index) =>
    createTransport({
      ...{ target, nowMs, resolver, sources },
      filling: { ...filling, rows: rows[index] },
    }),
  );
  const ports = {
    transports,
    machine: new LocalMachine(clock),
    newHistogram: () => new Histogram(),
  };
  const tried = await rehearse(scenario, {
    ...{ ports, nowMs },
    mask: recordMask(trial.mask, rows),
  });
  return Promise.all(tried.map((one, index) => withProxyHeader(one, planned.targets[index]!)));
}

async function withProxyHeader(tried: Rehearsed, target: Target): Promise<Rehearsed> {
  const wanted = await wantsProxyHeader(target, tried);
  return wanted === undefined ? tried : { ...tried, wantsProxyHeader: wanted };
}
