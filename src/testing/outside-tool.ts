import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Where a program is that some tests ask for a second opinion; undefined when it is not on this machine. */
export function outsideTool(name: string): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    '/usr/sbin',
    path.join(ROOT, '.cache', name),
  ];
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

/** For the options of a test: why it is skipped, or false. */
export function skippedWithout(name: string): string | false {
  return outsideTool(name) === undefined && `${name} is not installed here`;
}
