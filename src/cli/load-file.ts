import path from 'node:path';
import { sanitize } from '../base/text.ts';
import { createContext } from '../net/transports/tls.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import type { TlsPlan } from '../scenario/scenario.ts';
import { printProblems } from './print-problems.ts';
import type { System } from './system.ts';

/** Reads a scenario file; what is wrong with it is printed, and the answer is undefined. */
export function loadFile(file: string, system: System): LoadedScenario | undefined {
  const full = path.resolve(system.cwd, file);
  let text: string;
  try {
    text = system.readFile(full);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    system.stderr.write(`soak: Cannot read the scenario ${file} (${code})\n`);
    return undefined;
  }
  // Files that a scenario names lie beside it.
  const readFile = (name: string) => system.readFile(path.resolve(path.dirname(full), name));
  const loaded = loadScenario(text, { file, env: system.env, readFile, refusedTls });
  if (loaded.ok) return loaded.value;
  printProblems(loaded.problems, system);
  return undefined;
}

function refusedTls(plan: TlsPlan): string | undefined {
  try {
    createContext(plan);
    return undefined;
  } catch (error) {
    return sanitize((error as Error).message, 120);
  }
}
