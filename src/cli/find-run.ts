import fs from 'node:fs';
import path from 'node:path';
import type { System } from './system.ts';

/** The default folder of runs, also that of a scenario. */
export const REPORTS = 'reports';

/** The folder of the run that the user names by folder or id; prints an error if there is none. */
export function findRun(
  { run, reports }: Readonly<Record<string, unknown>>,
  system: System,
): string | undefined {
  const parent = typeof reports === 'string' ? reports : REPORTS;
  const named = String(run);
  const places = [path.resolve(system.cwd, named), path.resolve(system.cwd, parent, named)];
  const found = places.find((place) => fs.existsSync(place) && fs.statSync(place).isDirectory());
  if (found === undefined)
    system.stderr.write(
      `soak: Cannot find the run ${named}: no such folder, here or in ${parent}/\n  soak status lists the runs\n`,
    );
  return found;
}

/** A folder as the user would write it. */
export function shortPath(folder: string, { cwd }: System): string {
  const short = path.relative(cwd, folder);
  return short.startsWith('..') ? folder : short;
}
