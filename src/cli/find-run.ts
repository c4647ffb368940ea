import fs from 'node:fs';
import path from 'node:path';
import type { System } from './system.ts';

/** Where runs are when nobody says otherwise: the scenario's default too. */
export const REPORTS = 'reports';

/** The folder of the run that the user names, by its folder or by its id; says so when there is none. */
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
      `soak: Cannot find the run ${named}: no such folder, and none in ${parent}/\n  soak status lists the runs\n`,
    );
  return found;
}

/** A folder as the user would write it. */
export function shortPath(folder: string, { cwd }: System): string {
  const short = path.relative(cwd, folder);
  return short.startsWith('..') ? folder : short;
}
