import { Prng } from '../../base/prng.ts';
import type { SoakFolder } from '../soak-process.ts';
import type { Measured, PromiseRow } from './promise.ts';
import { startRun, withFolder } from './run-scene.ts';

/** R6: a crash leaves a run that can be reported. */
export const crash: PromiseRow = {
  id: 'R6',
  promise: 'a crash of the tool loses seconds, not the run',
  goal: '`soak report` works after kill -9 at any moment, and calls the run incomplete',
  how: 'all processes of real runs killed at random moments, from the first line on',
  measure: (effort) => measured(effort === 'gate' ? 2 : 50),
};

async function measured(kills: number): Promise<Measured> {
  const prng = new Prng(6);
  const failures: string[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const afterMs = Math.round(prng.between(0, 4_000));
    const failure = await withFolder((folder) => reportAfterKill(folder, afterMs));
    if (failure !== undefined) failures.push(`at ${afterMs} ms: ${failure}`);
  }
  const figure = `${kills - failures.length} of ${kills} reported${failures.length > 0 ? `; ${failures[0]}` : ''}`;
  return { figure, ok: failures.length === 0 };
}

/** What was wrong, if anything. */
async function reportAfterKill(folder: SoakFolder, afterMs: number): Promise<string | undefined> {
  const run = startRun(folder, { load: 'ramp: 1s, hold: 1h' });
  await run.line(/ ramp /);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await run.killAll();
  const report = folder.start(['report', folder.runFolder, '--write']);
  const code = await report.exitCode();
  if (code !== 4) return `exit code ${code}: ${report.stderr}`;
  return folder.summary().run.complete ? 'it is called complete' : undefined;
}
