import fs from 'node:fs';
import path from 'node:path';
import type { Host } from '../host.ts';

/** A file that holds for a whole repository, where it was found. */
export interface RepositoryFile {
  /** As shown to people: relative to the current folder. */
  readonly file: string;
  /** Its folder, absolute. */
  readonly folder: string;
  readonly text: string;
}

/** Deep enough for any tree, and an end for strange mounts. */
const LEVELS_MAX = 64;

/**
 * The nearest file of this name, from the current folder up to the root of the repository. Outside a repository only
 * the current folder is looked at: a file in somebody's home must not decide about a check elsewhere.
 */
export function findRepositoryFile(name: string, host: Host): RepositoryFile | undefined {
  for (const folder of foldersUpwards(host.cwd)) {
    const full = path.join(folder, name);
    if (!isFile(full)) continue;
    const file = path.relative(host.cwd, full);
    return { file, folder, text: host.readFile(full) };
  }
  return undefined;
}

function foldersUpwards(start: string): readonly string[] {
  const folders: string[] = [];
  let folder = path.resolve(start);
  for (let level = 0; level < LEVELS_MAX; level += 1) {
    folders.push(folder);
    if (fs.existsSync(path.join(folder, '.git'))) return folders;
    const parent = path.dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  return [path.resolve(start)];
}

function isFile(name: string): boolean {
  return fs.statSync(name, { throwIfNoEntry: false })?.isFile() === true;
}
