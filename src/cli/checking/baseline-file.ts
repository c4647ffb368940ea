import path from 'node:path';
import { failed, ok, type Result } from '../../base/problem.ts';
import { againstBaseline, readBaseline, writeBaseline } from '../../check/baseline/baseline.ts';
import type { NameOf } from '../../check/baseline/fingerprint.ts';
import type { Checked } from '../../check/check.ts';
import { replaceFile } from '../replace-file.ts';
import type { System } from '../system.ts';
import type { FoundConfig } from './config-file.ts';

/** A baseline, and what the names in it are relative to. */
interface BaselineFile {
  /** As shown. */
  readonly name: string;
  readonly full: string;
  readonly nameOf: NameOf;
}

const DEFAULT_NAME = '.soak-baseline.json';

/** The file that the command line names, or the configuration; the default one when it is to be written. */
export function baselineFileOf(
  { baseline, 'write-baseline': isWritten }: BaselineArguments,
  { config, folder }: FoundConfig,
  { cwd }: System,
): BaselineFile | undefined {
  const full =
    baseline !== undefined
      ? path.resolve(cwd, baseline)
      : config.baseline !== undefined
        ? path.resolve(folder, config.baseline)
        : isWritten === true
          ? path.resolve(folder, DEFAULT_NAME)
          : undefined;
  if (full === undefined) return undefined;
  const home = path.dirname(full);
  return {
    name: path.relative(cwd, full),
    full,
    nameOf: (file) => path.relative(home, path.resolve(cwd, file)).replaceAll('\\', '/'),
  };
}

interface BaselineArguments {
  readonly baseline?: string | undefined;
  readonly 'write-baseline'?: boolean | undefined;
}

/** The check with the findings of the baseline taken out of those that count. */
export function withBaseline(
  checked: Checked,
  { name, full, nameOf }: BaselineFile,
  system: System,
): Result<Checked> {
  let text: string;
  try {
    text = system.readFile(full);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = `Cannot read the baseline ${name} (${code})`;
    const hint = '--write-baseline writes it';
    return failed([{ at: { file: name, line: 0, column: 0 }, message, hint }]);
  }
  const read = readBaseline(text, name);
  if (!read.ok) return read;
  const { sources } = checked.subject;
  const { fresh, known, goneCount } = againstBaseline(checked.findings, read.value, {
    sources,
    nameOf,
  });
  return ok({
    ...checked,
    findings: fresh,
    accepted: [
      ...checked.accepted,
      ...known.map((finding) => ({ ...finding, accepted: { kind: 'baseline' } as const })),
    ],
    baseline: { goneCount },
  });
}

/** Writes what counts now, so that only other findings will. */
export function storeBaseline(
  { findings, subject }: Checked,
  { full, nameOf }: BaselineFile,
): void {
  replaceFile(full, writeBaseline(findings, { sources: subject.sources, nameOf }));
}
