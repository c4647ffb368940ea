import path from 'node:path';
import { Globs } from '../../base/glob.ts';
import type { Host } from '../host.ts';
import { findRepositoryFile } from './repository-files.ts';

/** Whether a file or folder, as named from the current folder, is left out. */
export type IsExcluded = (name: string, isFolder: boolean) => boolean;

/** Patterns, and the folder that they are relative to. */
interface PatternsIn {
  readonly folder: string;
  readonly patterns: readonly string[];
}

/** What the patterns and a `.soakignore` of the repository leave out. */
export function excludedBy(own: readonly PatternsIn[], host: Host): IsExcluded {
  const ignored = findRepositoryFile('.soakignore', host);
  const all = [
    ...own,
    ...(ignored === undefined
      ? []
      : [{ folder: ignored.folder, patterns: ignored.text.split(/\r?\n/) }]),
  ].map(({ folder, patterns }) => ({ folder, globs: new Globs(patterns) }));
  return (name, isFolder) =>
    all.some(({ folder, globs }) => {
      const relative = path.relative(folder, path.resolve(host.cwd, name)).replaceAll('\\', '/');
      const isInside = relative !== '' && !relative.startsWith('../') && relative !== '..';
      return isInside && globs.matches(relative, { isFolder });
    });
}
