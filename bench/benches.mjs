import { beatsBench } from './benches/beats.mjs';
import { chainBench } from './benches/chain.mjs';
import { holdBench } from './benches/hold.mjs';
import { journalBench, simulatorBench } from './benches/journal.mjs';
import { largeBench } from './benches/large.mjs';
import { lineBench } from './benches/line.mjs';
import { maskingBench } from './benches/masking.mjs';
import { peersBench } from './benches/peers.mjs';
import { statisticsBench } from './benches/statistics.mjs';

/** All benches, in the order of the table. */
export const BENCHES = [
  holdBench('tcp'),
  holdBench('wss'),
  chainBench,
  beatsBench('tcp'),
  beatsBench('wss'),
  journalBench,
  simulatorBench,
  lineBench,
  statisticsBench,
  maskingBench,
  largeBench('tcp-200k', { transport: 'tcp', connections: 200_000, rate: 3_000 }),
  largeBench('wss-100k', { transport: 'wss', connections: 100_000, rate: 600 }),
  peersBench,
];
