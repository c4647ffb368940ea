import type { Summary } from '../../analysis/summary/summary.ts';
import { RealLab } from '../../real/real-lab.ts';
import { loadScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { endedIn, seenContradictions } from '../way/seen.ts';
import { type PlannedScene, sceneOf } from './cases-planned.ts';
import type { Scene } from './scene.ts';
import { scenarioText } from './scene.ts';
import { Stage } from './stage.ts';

/** Builds the lab of a scene, runs it, and takes the lab down again. */
export function play(scene: Scene, onLine?: (line: string) => void): Promise<Summary> {
  return staged(scene, (stage) => stage.soak(scene, onLine));
}

/** Runs a scene, and tells where its connections contradict what the plan says of them. */
export function contradictionsIn(planned: PlannedScene): Promise<readonly string[]> {
  const scene = sceneOf(planned);
  return staged(scene, async (stage, scenario) => {
    await stage.soak(scene);
    return seenContradictions(scenario, endedIn(stage.runFolder));
  });
}

async function staged<T>(
  scene: Scene,
  use: (stage: Stage, scenario: Scenario) => Promise<T>,
): Promise<T> {
  const text = scenarioText(scene);
  const loaded = loadScenario(text, {
    file: `${scene.name}.yaml`,
    env: {},
    readFile: () => '',
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { scenario } = loaded.value;
  const lab = await RealLab.start(scenario, scene.lab);
  try {
    lab.client.write('scenario.yaml', text);
    const stage = new Stage(lab);
    await scene.before?.(stage);
    return await use(stage, scenario);
  } finally {
    await lab.stop();
  }
}
