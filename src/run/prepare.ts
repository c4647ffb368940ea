import { MonotonicClock } from '../net/clock.ts';
import type { MachineLimits } from '../net/limits.ts';
import { LocalMachine } from '../net/machine.ts';
import { createTransport } from '../net/transport.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Histogram } from '../stats/histogram.ts';
import { localSources } from './local-sources.ts';
import type { Assignment } from './plane.ts';
import { peakOf } from './preflight.ts';
import type { RunFolder } from './run-folder.ts';
import { shardCountFor } from './shard-count.ts';
import { type Rehearsed, rehearse } from './trial-dial.ts';

/** Dials one connection of each target from this process. */
export function tryOneOfEach(scenario: Scenario): Promise<readonly Rehearsed[]> {
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
  return rehearse(scenario, { ports, nowMs });
}

interface Assigning {
  readonly scenario: Scenario;
  readonly maskedScenario: Scenario;
  readonly folder: RunFolder;
  readonly soakVersion: string;
  readonly limits: MachineLimits;
  /** As many shards as told, instead of as many as are needed. */
  readonly shards: number | undefined;
}

/** What each shard of the run is told. */
export function assignmentsFor(options: Assigning): readonly Assignment[] {
  const { scenario, maskedScenario, folder, soakVersion, limits } = options;
  const filesMax = limits.openFilesHard ?? 1_024;
  const count =
    options.shards ?? shardCountFor(peakOf(scenario), { filesMax, cores: limits.cores });
  return Array.from({ length: count }, (_, index) => ({
    run: folder.id,
    soakVersion,
    shard: { index, count },
    scenario,
    maskedScenario,
    journalPath: folder.journalPath(index),
  }));
}
