import { chainBench, holdBench } from './benches/hold.mjs';
import { journalBench, simulatorBench } from './benches/journal.mjs';

/** All benches, in the order of the table. */
export const BENCHES = [
  holdBench('tcp'),
  holdBench('wss'),
  chainBench,
  journalBench,
  simulatorBench,
];
