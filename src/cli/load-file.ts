import path from 'node:path';
import { surroundingsOf } from '../run/load/scenario-surroundings.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { overridesOf, type ScenarioArguments } from './options/scenario-options.ts';
import { printProblems } from './print-problems.ts';
import type { System } from './system.ts';

/** Reads a scenario file; undefined if it has problems, which are printed. */
export function loadFile(
  file: string,
  system: System,
  args: ScenarioArguments = {},
): LoadedScenario | undefined {
  let text: string;
  try {
    text = system.readFile(path.resolve(system.cwd, file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    system.stderr.write(`soak: Cannot read the scenario ${file} (${code})\n`);
    return undefined;
  }
  const loaded = loadScenario(text, {
    ...{ file, ...surroundingsOf(file, system) },
    ...overridesOf(args, system.env),
  });
  if (loaded.ok) return loaded.value;
  printProblems(loaded.problems, system);
  return undefined;
}
