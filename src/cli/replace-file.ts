import fs from 'node:fs';
import path from 'node:path';

/** Writes a whole file or leaves the old one as it is; its mode stays, and a link still points to it. */
export function replaceFile(file: string, text: string): void {
  const known = fs.statSync(file, { throwIfNoEntry: false });
  const real = known === undefined ? file : fs.realpathSync(file);
  const temporary = path.join(path.dirname(real), `.${path.basename(real)}.soak-tmp`);
  try {
    fs.writeFileSync(temporary, text, { flag: 'wx', mode: known?.mode ?? 0o644 });
    fs.renameSync(temporary, real);
  } catch (error) {
    // Only what was written here is removed: a file of that name that was there before stays.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') fs.rmSync(temporary, { force: true });
    throw error;
  }
}
