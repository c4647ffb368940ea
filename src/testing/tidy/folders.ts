import { isTest, type Source } from './source.ts';

const FILES_IN_FOLDER = 20;

/** Folders that hold one list of variants, which is as long as it is. */
const VARIANTS: readonly string[] = [
  'check/rules',
  'explain/passes',
  'explain/rules',
  'path/catalogue',
  'path/kinds',
  'testing/promises',
];

/** A folder holds about twenty files of one kind, so that its listing can be read. Tests do not count. */
export function folders(sources: readonly Source[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name, folder } of sources) {
    if (!isTest(name)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([folder, count]) => count > FILES_IN_FOLDER && !VARIANTS.includes(folder))
    .map(([folder, count]) => `${folder}/: ${count} files, at most ${FILES_IN_FOLDER}`);
}
