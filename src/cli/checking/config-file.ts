import path from 'node:path';
import { failed, ok, type Result } from '../../base/problem.ts';
import { type CheckConfig, NO_CONFIG, readConfig } from '../../check/config/config.ts';
import { findRepositoryFile, type RepositoryFile } from '../../run/load/repository-files.ts';
import type { System } from '../system.ts';

/** The configuration of the repository, and the folder that its names are relative to. */
export interface FoundConfig {
  readonly config: CheckConfig;
  readonly folder: string;
}

const NAME = '.soak.yaml';

/** The `.soak.yaml` that was named, or the nearest one; none is fine, a wrong one is not. */
export function findConfig(named: string | undefined, system: System): Result<FoundConfig> {
  let found: RepositoryFile | undefined;
  try {
    found = named === undefined ? findRepositoryFile(NAME, system) : readNamed(named, system);
  } catch (error) {
    const file = named ?? NAME;
    const { code } = error as NodeJS.ErrnoException;
    const message = `Cannot read the configuration ${file} (${code})`;
    return failed([{ at: { file, line: 0, column: 0 }, message }]);
  }
  if (found === undefined) return ok({ config: NO_CONFIG, folder: system.cwd });
  const { file, folder, text } = found;
  const read = readConfig(text, file);
  return read.ok ? ok({ config: read.value, folder }) : read;
}

function readNamed(file: string, system: System): RepositoryFile {
  const full = path.resolve(system.cwd, file);
  return { file, folder: path.dirname(full), text: system.readFile(full) };
}
