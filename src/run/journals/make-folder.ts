import fs from 'node:fs';
import path from 'node:path';

/**
 * A folder with those above it. Not `mkdir` with `recursive`: where a file system refuses a new folder with ENOENT, as
 * /proc does, that of Node 20 tries for ever. Throws what the file system says.
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = path.resolve(folder); !fs.existsSync(at); at = path.dirname(at)) missing.push(at);
  for (const at of missing.reverse()) {
    try {
      fs.mkdirSync(at);
    } catch (error) {
      // Another process was quicker.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  if (!fs.statSync(folder).isDirectory())
    throw Object.assign(new Error(`${folder} is a file`), { code: 'ENOTDIR' });
}
