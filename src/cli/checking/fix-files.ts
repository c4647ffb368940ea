import path from 'node:path';
import type { Checked } from '../../check/check.ts';
import { type Fixed, fixAll } from '../../check/fixing/fix-all.ts';
import type { SourceFile } from '../../check/subject.ts';
import { isRendered } from '../../run/load/kustomize.ts';
import { replaceFile } from '../replace-file.ts';
import type { System } from '../system.ts';
import { CLUSTER_FILE } from './inputs.ts';

interface Options {
  readonly system: System;
  /** Only print what would change. */
  readonly isDryRun: boolean;
  check(files: readonly SourceFile[]): Checked;
}

/** Makes the changes in the files, or prints them as a diff; what is left to find afterwards. */
export function fixFiles(
  files: readonly SourceFile[],
  { system, isDryRun, check }: Options,
): Fixed {
  const isFile = (file: string) => file !== '-' && file !== CLUSTER_FILE && !isRendered(file);
  const fixed = fixAll(files, { isFile, check });
  for (const { file, text, diff } of fixed.files) {
    if (isDryRun) system.stdout.write(diff);
    else {
      replaceFile(path.resolve(system.cwd, file), text);
      system.stderr.write(`soak: fixed ${file}\n`);
    }
  }
  for (const { rule, object, at } of fixed.refused)
    system.stderr.write(
      `soak: did not fix ${rule} of ${object} (${at.file}:${at.line}): its change would break something else, or change nothing\n`,
    );
  return fixed;
}
