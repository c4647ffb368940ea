import fs from 'node:fs';
import { formatDuration } from '../../base/units.ts';
import { holdStartOf } from '../../engine/plan.ts';
import type { MachineLimits } from '../../net/machine/limits.ts';
import { TRANSPORTS } from '../../path/transport.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { makeFolder } from '../journals/make-folder.ts';
import { busiestDestination } from '../shards/local-sources.ts';
import { shardCountFor } from '../shards/shard-count.ts';

/** One line of the preflight. `bad` stops the run; `warning` is said and the run goes on. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'bad' | 'fact';
  readonly found: string;
  /** What to change. */
  readonly fix?: string;
}

/** Node and the libraries of one shard process before any connection (measured: 60 to 75 MB). */
const BYTES_PER_SHARD = 80 * 1024 * 1024;

/** Ports that are left to others when the kernel chooses. */
const PORTS_SPARED = 200;

/** Can this machine hold the run, and can its report be written? */
export function checkMachine(
  scenario: Scenario,
  { limits, reports }: { readonly limits: MachineLimits; readonly reports: string },
): readonly Check[] {
  return [
    checkFiles(scenario, limits),
    checkPorts(scenario, limits),
    checkMemory(scenario, limits),
    ...checkConntrack(scenario, limits),
    ...checkRate(scenario),
    checkReportFolder(reports),
  ];
}

/** What the run will take of this machine. */
export function expectedOf(
  scenario: Scenario,
  { openFilesHard, cores, ephemeralPorts }: MachineLimits,
) {
  const sockets = scenario.targets.reduce(
    (sum, { address, connections }) =>
      sum + connections * TRANSPORTS[address.transport].memoryBytes,
    0,
  );
  const shards = shardCountFor(peakOf(scenario), { filesMax: openFilesHard ?? 1_024, cores });
  const { ports } = scenario.source;
  const range = ports ?? ephemeralPorts ?? [32_768, 60_999];
  return {
    shards,
    memoryBytes: sockets + shards * BYTES_PER_SHARD,
    busiest: busiestDestination(scenario),
    portsPerAddress: range[1] - range[0] + 1 - (ports === undefined ? PORTS_SPARED : 0),
  };
}

/** Entries of this machine's own connection tracking; nothing is said where none is loaded. */
function checkConntrack(
  scenario: Scenario,
  { conntrackMax, conntrackCount = 0 }: MachineLimits,
): readonly Check[] {
  if (conntrackMax === undefined) return [];
  const needed = peakOf(scenario);
  const name = 'conntrack';
  const found = `${count(needed)} needed, ${count(conntrackCount)} of ${count(conntrackMax)} entries in use`;
  if (needed + conntrackCount <= conntrackMax * 0.9) return [{ name, state: 'ok', found }];
  const fix = `sysctl net.netfilter.nf_conntrack_max=${2 * (needed + conntrackCount)}`;
  return [{ name, state: needed + conntrackCount > conntrackMax ? 'bad' : 'warning', found, fix }];
}

export function peakOf(scenario: Scenario): number {
  const share = Math.max(...scenario.load.stages.map((stage) => stage.share));
  return scenario.targets.reduce(
    (sum, { connections }) => sum + Math.floor(connections * share),
    0,
  );
}

function checkFiles(scenario: Scenario, { openFilesHard, cores }: MachineLimits): Check {
  const peak = peakOf(scenario);
  const filesMax = openFilesHard ?? 1_024;
  const shards = shardCountFor(peak, { filesMax, cores });
  const found = `${count(peak)} needed in ${shards} ${shards === 1 ? 'process' : 'processes'}, ${count(filesMax)} each`;
  if (filesMax < 512) {
    return { name: 'open files', state: 'bad', found, fix: 'ulimit -n 20000 before soak run' };
  }
  return { name: 'open files', state: 'ok', found };
}

function checkPorts(scenario: Scenario, limits: MachineLimits): Check {
  const { portsPerAddress: perAddress, busiest: destination } = expectedOf(scenario, limits);
  const available = perAddress * Math.max(1, scenario.source.addresses.length);
  const [busiest, needed] = destination;
  const found = `${count(needed)} to ${busiest}, ${count(available)} per destination`;
  if (needed <= available) return { name: 'source ports', state: 'ok', found };
  const more = Math.ceil(needed / perAddress);
  const fix = `source: { addresses: [${more} local addresses] } in the scenario`;
  return { name: 'source ports', state: 'bad', found, fix };
}

function checkMemory(scenario: Scenario, limits: MachineLimits): Check {
  const { memoryAvailableBytes } = limits;
  const expected = expectedOf(scenario, limits).memoryBytes;
  if (memoryAvailableBytes === undefined) {
    return { name: 'memory', state: 'ok', found: `${gibibytes(expected)} expected` };
  }
  const found = `${gibibytes(expected)} expected, ${gibibytes(memoryAvailableBytes)} free`;
  if (expected <= memoryAvailableBytes * 0.9) return { name: 'memory', state: 'ok', found };
  return { name: 'memory', state: 'bad', found, fix: 'fewer connections, or a larger machine' };
}

/** Under a limit on the rate, connections may open later than the stages say. */
function checkRate(scenario: Scenario): readonly Check[] {
  const { dialsPerSecondMax: perSecond, stages } = scenario.load;
  if (perSecond === undefined) return [];
  const neededMs = (peakOf(scenario) / perSecond) * 1_000;
  const rampMs = holdStartOf(scenario.load);
  const found = `at most ${count(perSecond)}/s: ${count(peakOf(scenario))} take ${formatDuration(Math.ceil(neededMs / 1_000) * 1_000)}`;
  if (neededMs <= rampMs || stages.length === 0) return [{ name: 'dials', state: 'ok', found }];
  return [{ name: 'dials', state: 'warning', found: `${found}, longer than the ramp` }];
}

function checkReportFolder(folder: string): Check {
  try {
    makeFolder(folder);
    fs.accessSync(folder, fs.constants.W_OK);
    const { bavail, bsize } = fs.statfsSync(folder);
    const found = `${folder}, ${gibibytes(bavail * bsize)} free`;
    return { name: 'reports', state: bavail * bsize < 1e8 ? 'warning' : 'ok', found };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = `${folder} cannot be written (${code})`;
    return {
      name: 'reports',
      state: 'bad',
      found,
      fix: '--reports FOLDER, or report: { folder: … } in the scenario',
    };
  }
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
