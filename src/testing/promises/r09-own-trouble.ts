import { type ChildProcess, spawn } from 'node:child_process';
import type { SoakFolder, SoakRun } from '../soak-process.ts';
import type { Measured, PromiseRow } from './promise.ts';
import { recordsOf, stallsIn, startRun, withFolder } from './run-scene.ts';

/** How far a reported stall may be off. */
const TOLERANCE_MS = 100;

/** R9: the generator's own trouble is told, and blamed on nobody. */
export const ownTrouble: PromiseRow = {
  id: 'R9',
  promise: 'self-inflicted trouble is blamed on nobody',
  goal: `no drop blamed on a hop, each stall reported within ${TOLERANCE_MS} ms`,
  how: 'SIGSTOP of the shard of a real run, its loop kept busy for 2 s, and two processes that take its CPU',
  measure: async (effort) => {
    const stopsMs = effort === 'gate' ? [3_000] : [300, 3_000, 60_000];
    const found: Trouble[] = [];
    for (const ms of stopsMs) found.push(await withFolder((folder) => stopped(folder, ms)));
    found.push(await withFolder(busy));
    if (effort === 'nightly') found.push(await withFolder(starved));
    return judged(found);
  },
};

interface Trouble {
  readonly what: string;
  /** Drops that the report blames on a hop. */
  readonly blamed: number;
  /** Reported minus real; undefined when no stall of this length was reported. */
  readonly offMs: number | undefined;
}

function judged(found: readonly Trouble[]): Measured {
  const told = found.map(({ what, blamed, offMs }) => {
    const off = offMs === undefined ? 'not reported' : `off by ${Math.round(offMs)} ms`;
    return `${what}: ${blamed} blamed, ${off}`;
  });
  return {
    figure: told.join('; '),
    // Reported shorter than it was would be wrong on any machine; longer may be the machine's own doing.
    ok: found.every(
      ({ blamed, offMs }) => blamed === 0 && offMs !== undefined && offMs > -TOLERANCE_MS,
    ),
    onTime: found.every(({ offMs }) => Math.abs(offMs ?? 0) <= TOLERANCE_MS),
  };
}

async function started(
  folder: SoakFolder,
  holdMs: number,
  env = {},
): Promise<{ run: SoakRun; pid: number }> {
  const run = startRun(folder, { load: `ramp: 200ms, hold: ${holdMs}ms, drain: 100ms`, env });
  await run.line(/ hold {3}/);
  return { run, pid: run.childrenRunning('shard-process.js')[0]! };
}

async function stopped(folder: SoakFolder, ms: number): Promise<Trouble> {
  const { run, pid } = await started(folder, ms + 3_000);
  const startMs = performance.now();
  process.kill(pid, 'SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, ms));
  process.kill(pid, 'SIGCONT');
  const forMs = performance.now() - startMs;
  await run.exitCode();
  return troubleOf(folder, { what: `stopped for ${ms / 1_000} s`, forMs });
}

/** Takes the loop of a process for 2 s when it gets SIGUSR2. */
const BUSY = `process.on('SIGUSR2', () => { const end = performance.now() + 2000; while (performance.now() < end); });`;

async function busy(folder: SoakFolder): Promise<Trouble> {
  folder.write('busy.mjs', BUSY);
  const env = { NODE_OPTIONS: `--import=${folder.path}/busy.mjs` };
  const { run, pid } = await started(folder, 5_000, env);
  process.kill(pid, 'SIGUSR2');
  await run.exitCode();
  return troubleOf(folder, { what: 'busy for 2 s', forMs: 2_000 });
}

async function starved(folder: SoakFolder): Promise<Trouble> {
  const { run } = await started(folder, 8_000);
  const hogs: ChildProcess[] = [1, 2].map(() =>
    spawn(process.execPath, ['-e', 'const end = Date.now() + 5000; while (Date.now() < end);']),
  );
  await run.exitCode();
  for (const hog of hogs) hog.kill('SIGKILL');
  return { what: 'two hogs for 5 s', blamed: blamedIn(folder), offMs: 0 };
}

function troubleOf(folder: SoakFolder, { what, forMs }: { what: string; forMs: number }): Trouble {
  const offs = stallsIn(recordsOf(folder)).map((stall) => stall.forMs - forMs);
  const offMs = offs.sort((a, b) => Math.abs(a) - Math.abs(b))[0];
  return { what, blamed: blamedIn(folder), offMs };
}

/** The ingress of the path ends what is silent for 60 s, also when the silence is our own. */
function blamedIn(folder: SoakFolder): number {
  return folder
    .summary()
    .dropGroups.filter(({ hop }) => hop !== 'generator')
    .reduce((sum, { count }) => sum + count, 0);
}
