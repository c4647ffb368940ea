import assert from 'node:assert/strict';
import path from 'node:path';
import type { SourceFile } from '../../check/subject.ts';
import { realSystem } from '../../cli/system.ts';
import { readPaths } from '../../run/load/manifest-files.ts';

export const ROOT = path.resolve(import.meta.dirname, '../../..');
export const FOLDER = 'src/testing/corpus';

/** The files of a set, named as if soak had been called in its folder. */
export function readSet(folder: string): readonly SourceFile[] {
  const { files, problems } = readPaths(['.'], { ...realSystem(), cwd: path.join(ROOT, folder) });
  assert.deepEqual(problems, []);
  return files;
}
