import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fatesOf } from '../../report/plan/fate.ts';
import { loadScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { SoakFolder } from '../soak-process.ts';
import { labWays } from './lab-ways.ts';
import { endedIn, seenContradictions } from './seen.ts';

const SEED = 20_260_801;
/** Of five targets each: a path has at most 32 hops. */
const RUNS = 4;
const TARGETS = 5;

test(`what the plan prints is what the lab does: ${RUNS * TARGETS} ways from seed ${SEED}`, async () => {
  const runs = Array.from({ length: RUNS }, (_, index) => scenarioOf(SEED + index));
  const kinds = runs
    .flatMap(({ scenario }) => scenario.targets.flatMap((target) => fatesOf(target, scenario)))
    .map(({ fate }) => fate.kind);
  // A plan that always leaves it open would contradict nothing.
  assert.ok(kinds.filter((kind) => kind === 'ends').length >= 5, kinds.join());
  assert.ok(kinds.filter((kind) => kind === 'restarted').length >= 5, kinds.join());
  const found = await Promise.all(runs.map(contradictionsIn));
  assert.deepEqual(found.flat(), []);
});

function scenarioOf(seed: number): { readonly text: string; readonly scenario: Scenario } {
  const text = labWays(seed, TARGETS);
  const loaded = loadScenario(text, { file: 'ways.yaml', env: {}, readFile: () => '' });
  assert.ok(loaded.ok, JSON.stringify(!loaded.ok && loaded.problems));
  return { text, scenario: loaded.value.scenario };
}

async function contradictionsIn({ text, scenario }: ReturnType<typeof scenarioOf>) {
  const folder = new SoakFolder();
  try {
    folder.write('ways.yaml', text);
    const run = folder.start(['run', 'ways.yaml', '--no-preflight']);
    await run.exitCode();
    return seenContradictions(scenario, endedIn(folder.runFolder));
  } finally {
    folder.remove();
  }
}
