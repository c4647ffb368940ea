import type { Summary } from '../../analysis/summary.ts';
import { RealLab } from '../../real/real-lab.ts';
import { loadScenario } from '../../scenario/load.ts';
import type { Scene } from './scene.ts';
import { scenarioText } from './scene.ts';
import { Stage } from './stage.ts';

/** Builds the lab of a scene, runs it, and takes the lab down again. */
export async function play(scene: Scene, onLine?: (line: string) => void): Promise<Summary> {
  const text = scenarioText(scene);
  const loaded = loadScenario(text, {
    file: `${scene.name}.yaml`,
    env: {},
    readFile: () => '',
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const lab = await RealLab.start(loaded.value.scenario, scene.lab);
  try {
    lab.client.write('scenario.yaml', text);
    const stage = new Stage(lab);
    await scene.before?.(stage);
    return await stage.soak(scene, onLine);
  } finally {
    await lab.stop();
  }
}
