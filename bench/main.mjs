// npm run bench [-- name… [--connections N] [--rounds N]]: measures, prints the table, keeps it in results/.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BENCHES } from './benches.mjs';
import { compileFloor } from './lib/floor.mjs';
import { printTable } from './lib/table.mjs';

const RESULTS = path.join(import.meta.dirname, 'results');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    connections: { type: 'string', default: '15000' },
    rounds: { type: 'string', default: '3' },
    list: { type: 'boolean', default: false },
    'no-save': { type: 'boolean', default: false },
  },
});

if (values.list) list();
else process.exitCode = await measure();

function list() {
  for (const { name, about, isLong } of BENCHES)
    console.log(`${name.padEnd(10)} ${about}${isLong ? ' (long: by name only)' : ''}`);
}

async function measure() {
  const unknown = positionals.filter((name) => BENCHES.every((bench) => bench.name !== name));
  if (unknown.length > 0) {
    console.error(`bench: Cannot find ${unknown.join(', ')}: npm run bench -- --list`);
    return 2;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-bench-'));
  const floor = compileFloor(folder);
  const context = {
    folder,
    programs: floor.programs,
    connections: Number(values.connections),
    rounds: Number(values.rounds),
    say: (line) => console.error(line),
  };
  try {
    for (const bench of chosen()) await one(bench, { context, floor });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  if (!values['no-save']) printTable(kept());
  return 0;
}

function chosen() {
  if (positionals.length === 0) return BENCHES.filter(({ isLong }) => !isLong);
  return BENCHES.filter(({ name }) => positionals.includes(name));
}

async function one(bench, { context, floor }) {
  const why = bench.needsFloor ? floor.why : await bench.whyNot?.();
  if (why !== undefined) {
    console.error(`${bench.name}: skipped: ${why}`);
    return;
  }
  console.error(`${bench.name}: ${bench.about}`);
  const startMs = performance.now();
  const { rows, ...raw } = await bench.run(context);
  const result = {
    bench: bench.name,
    about: bench.about,
    measuredAt: new Date().toISOString(),
    tookS: Math.round((performance.now() - startMs) / 1_000),
    machine: machine(),
    options: { connections: context.connections, rounds: context.rounds },
    rows,
    ...raw,
  };
  if (values['no-save']) printTable([result]);
  else fs.writeFileSync(fileOf(bench.name), `${JSON.stringify(result, replaceBigint, 1)}\n`);
}

function replaceBigint(_key, value) {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}

function fileOf(name) {
  return path.join(RESULTS, `${name}.json`);
}

function kept() {
  return chosen()
    .map(({ name }) => fileOf(name))
    .filter((file) => fs.existsSync(file))
    .map((file) => JSON.parse(fs.readFileSync(file, 'utf8')));
}

function machine() {
  return {
    cores: os.availableParallelism(),
    model: os.cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    kernel: os.release(),
    node: process.version,
    openssl: process.versions.openssl,
    loadAverage: os.loadavg()[0],
  };
}
