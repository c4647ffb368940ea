import v8 from 'node:v8';
import vm from 'node:vm';
import { RunFold } from '../../analysis/fold.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from '../scenarios.ts';
import { simulate } from '../simulate.ts';
import { type Measured, type PromiseRow, percentText } from './promise.ts';
import { describeSoak, realSoak } from './real-soak.ts';

const HOUR_MS = 3_600_000;
const CONNECTIONS = 200;
const GROWTH_MAX = 0.02;

/** R11: a run takes as much memory in its third day as in its first hour. */
export const memory: PromiseRow = {
  id: 'R11',
  promise: 'memory stays flat',
  goal: 'grows by less than 2 % after the first hour, whatever the number of samples',
  how: `heap of engine, journal and fold after garbage collection, ${CONNECTIONS} connections with heartbeats in virtual time; nightly also the resident memory of the real soak`,
  measure: async (effort) => {
    if (effort === 'gate') return virtual(24);
    const simulated = virtual(72);
    const real = await realSoak();
    const figure = `${simulated.figure}; ${describeSoak(real)}, ${percentText(real.growth)} growth`;
    return { figure, ok: simulated.ok && real.growth < GROWTH_MAX };
  },
};

function virtual(hours: number): Measured {
  const gc = collector();
  const path = { hops: [hopOf('slb', [limitOf({ afterMs: 900_000 })])] };
  const traffic = { onOpen: [], beats: [heartbeatOf(30_000)] };
  const target = targetOf(path, { connections: CONNECTIONS, traffic });
  const scenario = scenarioOf({ path, targets: [target], holdMs: hours * HOUR_MS });
  const fold = new RunFold();
  const heaps: number[] = [];
  let records = 0;
  const onRecord = (record: JournalRecord): void => {
    records += 1;
    fold.add(record, 0);
    if (record.type !== 'interval' || record.atMs < HOUR_MS * (heaps.length + 1)) return;
    gc();
    heaps.push(process.memoryUsage().heapUsed);
  };
  simulate({ scenario, network: { seed: 11, rttMs: [1, 50] }, onRecord });
  const [first = 0] = heaps;
  // The last hour has the finale in it.
  const last = heaps.at(-2) ?? 0;
  const growth = last / first - 1;
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  return {
    figure: `${percentText(growth)} from hour 1 to hour ${heaps.length - 1} (${mebibytes(first)} to ${mebibytes(last)} MiB, ${records.toLocaleString('en-US')} records)`,
    ok: heaps.length >= hours - 1 && growth < GROWTH_MAX,
  };
}

/** The collector of this process, which Node hides unless it is asked for. */
function collector(): () => void {
  v8.setFlagsFromString('--expose-gc');
  return vm.runInNewContext('gc') as () => void;
}
