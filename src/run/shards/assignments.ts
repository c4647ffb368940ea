import type { MachineLimits } from '../../net/machine/limits.ts';
import type { Rows } from '../../scenario/data/rows.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { RunFolder } from '../journals/run-folder.ts';
import { peakOf } from '../preflight/machine.ts';
import type { Assignment } from './plane.ts';
import { rowsOfShard } from './rows.ts';
import { shardCountFor } from './shard-count.ts';

interface Assigning {
  readonly scenario: Scenario;
  readonly maskedScenario: Scenario;
  readonly secrets: readonly string[];
  /** Data files, by the name of their source. */
  readonly rows: ReadonlyMap<string, Rows>;
  readonly folder: Pick<RunFolder, 'id'>;
  readonly soakVersion: string;
  readonly limits: MachineLimits;
  /** This many shards, instead of as many as are needed. */
  readonly shards: number | undefined;
  readonly isTraced: boolean;
}

/** What each shard of the run is given. */
export function assignmentsFor(options: Assigning): readonly Assignment[] {
  const { scenario, maskedScenario, secrets, folder, soakVersion, limits, isTraced } = options;
  const filesMax = limits.openFilesHard ?? 1_024;
  const count =
    options.shards ?? shardCountFor(peakOf(scenario), { filesMax, cores: limits.cores });
  return Array.from({ length: count }, (_, index) => ({
    ...{ run: folder.id, soakVersion, shard: { index, count }, secrets, isTraced },
    rows: rowsOfShard(scenario, options.rows, { index, count }),
    scenario: withoutReport(scenario),
    maskedScenario: withoutFolder(maskedScenario),
    sinks: [{ kind: 'file' }, { kind: 'coordinator' }],
  }));
}

/** A shard writes no report, and nothing on the path happens through it. */
function withoutReport(scenario: Scenario): Scenario {
  return { ...scenario, events: [], report: { folder: '', formats: [] } };
}

/** The folder of the reports and own reporters are paths of this machine; a journal is read wherever it is. */
function withoutFolder(scenario: Scenario): Scenario {
  const { formats, pushgateway, webhook } = scenario.report;
  const report = {
    ...{ folder: '', formats },
    ...(pushgateway !== undefined && { pushgateway }),
    ...(webhook !== undefined && { webhook }),
  };
  return { ...scenario, report };
}
