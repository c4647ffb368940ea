import path from 'node:path';
import { failed, ok, type Result } from '../base/problem.ts';
import type { Plan, SourceFile } from '../check/subject.ts';
import { overridesOf, type ScenarioArguments } from './options/scenario-options.ts';
import type { System } from './system.ts';

/** A scenario to check manifests against, with its text. */
interface PlanFile {
  readonly plan: Plan;
  readonly source: SourceFile;
  /** The manifests that its path is read from. */
  readonly manifests: readonly SourceFile[];
}

/** Reads and decodes a scenario. */
export async function readPlan(
  file: string,
  system: System,
  args: ScenarioArguments = {},
): Promise<Result<PlanFile>> {
  const text = readText(path.resolve(system.cwd, file), system);
  if (text === undefined)
    return failed([{ at: { file, line: 0, column: 0 }, message: `Cannot read ${file}` }]);
  const { loadScenario } = await import('../scenario/load.ts');
  const { surroundingsOf } = await import('../run/load/scenario-surroundings.ts');
  const loaded = loadScenario(text, {
    ...{ file, ...surroundingsOf(file, system) },
    ...overridesOf(args, system.env),
  });
  if (!loaded.ok) return loaded;
  const { scenario, manifests } = loaded.value;
  return ok({ plan: { scenario, file }, source: { file, text }, manifests });
}

function readText(name: string, system: System): string | undefined {
  try {
    return system.readFile(name);
  } catch {
    // Whatever the reason, the file cannot be used; the caller names it.
    return undefined;
  }
}
