import { once } from 'node:events';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { live } from './score.ts';
import { quietWorld, swarmWorld } from './swarm-world.ts';
import type { Tally } from './tally.ts';
import { addQuietNight, addWorld, emptyTally, isMet, merge } from './tally.ts';
import { livedInWords, tallyInWords } from './words.ts';

const HELP = `npm run swarm -- [--seeds N] [--from S] [--jobs J]
npm run swarm -- --seed K --show [--quiet]

Lives N random worlds and N quiet nights with the engine over the simulated path, explains every drop, and holds
the explanation against what was really done. Exits 1 when the property does not hold.

  --seeds N   how many of each (1000)
  --from S    the first seed (1)
  --jobs J    worker threads (one per processor)
  --seed K    only this seed; with --show, what happened in it and what was said
  --quiet     with --seed: the quiet night of the seed
`;

/** The seeds that one worker lives through. */
interface Share {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

if (isMainThread) process.exitCode = await main();
else parentPort!.postMessage(tallied(workerData));

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      jobs: { type: 'string', default: `${os.availableParallelism()}` },
      seed: { type: 'string' },
      show: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.seed !== undefined && values.show) {
    const world = (values.quiet ? quietWorld : swarmWorld)(Number(values.seed));
    process.stdout.write(`${livedInWords(live(world))}\n`);
    return 0;
  }
  const from = Number(values.seed ?? values.from);
  const to = from + (values.seed === undefined ? Number(values.seeds) : 1);
  return report(await swarm({ from, to }, Math.max(1, Number(values.jobs))));
}

async function swarm({ from, to }: Pick<Share, 'from' | 'to'>, jobs: number): Promise<Tally> {
  const all = emptyTally();
  const shares = Array.from({ length: jobs }, (_, job): Share => {
    return { from: from + job, to, step: jobs };
  });
  await Promise.all(
    shares.map(async (share) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: share });
      const [tally] = (await once(worker, 'message')) as [Tally];
      merge(all, tally);
    }),
  );
  return all;
}

function tallied({ from, to, step }: Share): Tally {
  const tally = emptyTally();
  for (let seed = from; seed < to; seed += step) {
    addWorld(tally, seed);
    addQuietNight(tally, seed);
  }
  return tally;
}

function report(tally: Tally): number {
  process.stdout.write(`${tallyInWords(tally)}\n`);
  return isMet(tally) ? 0 : 1;
}
