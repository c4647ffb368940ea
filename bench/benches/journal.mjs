import fs from 'node:fs';
import path from 'node:path';
import { runMeasured } from '../lib/commands.mjs';
import { median, row } from '../lib/figures.mjs';
import { writeJournal } from '../lib/synthetic-journal.mjs';

const SOAK = path.resolve(import.meta.dirname, '../../bin/soak.js');
const SIMULATION = path.resolve(import.meta.dirname, '../contestants/three-hours.mjs');

const RECORDS = 1_000_000;

/** A night in which 2 % drop, and the worst: every connection dropped and was dialled again. */
const NIGHTS = [
  { name: 'night', dropped: 0.02, goals: { cpuS: 10, peakMb: 500 } },
  { name: 'all dropped', dropped: 1, goals: {} },
];

/** Records are facts of connections; the second's interval record of a shard is counted apart. */
export const journalBench = {
  name: 'journal',
  about: 'size and CPU of a record; report of 1,000,000 records',
  async run(context) {
    const nights = [];
    for (const night of NIGHTS) nights.push(await reported(night, context));
    const written = nights[0].written;
    return {
      rows: [
        row('journal: bytes per record', { unit: 'B', figure: written.bytesPerRecord, goal: 150 }),
        row('journal: CPU at 1,000 records per second', {
          unit: '% of a core',
          figure: written.cpuUsPerRecord / 10,
          goal: 5,
        }),
        ...nights.flatMap(({ rows }) => rows),
      ],
    };
  },
};

async function reported({ name, dropped, goals }, { folder, rounds, say }) {
  const run = path.join(folder, 'million');
  fs.mkdirSync(run);
  const written = writeJournal(run, { records: RECORDS, dropped });
  const reports = [];
  for (let round = 1; round <= rounds; round++) {
    reports.push(await runMeasured(SOAK, ['report', run]));
    say(`  round ${round} of ${rounds}: report of ${name}, exit code ${reports.at(-1).code}`);
  }
  fs.rmSync(run, { recursive: true });
  const of = (key) => median(reports.map((report) => report[key]));
  const { cpuS, peakMb } = goals;
  const rows = [
    row(`report of 1,000,000 records, ${name}: CPU`, {
      unit: 's',
      figure: of('cpuMs') / 1e3,
      goal: cpuS,
    }),
    row(`report of 1,000,000 records, ${name}: peak memory`, {
      unit: 'MB',
      figure: of('maxRssBytes') / 1e6,
      goal: peakMb,
    }),
  ];
  return { written, rows };
}

export const simulatorBench = {
  name: 'simulator',
  about: '20,000 connections for three virtual hours',
  async run({ rounds, say }) {
    const runs = [];
    for (let round = 1; round <= rounds; round++) {
      runs.push(await runMeasured(SIMULATION, []));
      say(`  round ${round} of ${rounds}`);
    }
    const of = (key) => median(runs.map((run) => run[key]));
    return {
      rows: [
        row('simulator: 20,000 connections x 3 h, CPU', {
          unit: 's',
          figure: of('cpuMs') / 1e3,
          goal: 10,
        }),
        row('simulator: the same, peak memory', { unit: 'MB', figure: of('maxRssBytes') / 1e6 }),
      ],
    };
  },
};
