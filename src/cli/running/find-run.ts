import fs from 'node:fs';
import path from 'node:path';
import type { System } from '../system.ts';

/** The default folder of runs, also that of a scenario. */
export const REPORTS = 'reports';

/** The folder of the run that the user names by folder or id; prints an error if there is none. */
export function findRun(
  {
    run: named,
    reports: parent = REPORTS,
  }: { readonly run: string; readonly reports?: string | undefined },
  system: System,
): string | undefined {
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
