import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPORTERS, type Reporter } from '../../report/report.ts';
import type { FollowedRun, OpenExtension, RunExtension } from '../extension.ts';
import { noteOwnModule } from './own-modules.ts';

/** A module of the user's own that cannot be used; its message is for the user. */
export class UnusableModule extends Error {}

/** Files in the folder of a run that a reporter may not write: the records themselves, and what soak writes. */
const TAKEN =
  /^($|\.|shard-|events\.ndjson$|scenario\.yaml$|control\.sock|log\.txt$|latency\.hlog$|soak-debug)/;

/** Reporters that the user wrote, each the default export of a module. Rejects with `UnusableModule`. */
export async function loadReporters(
  files: readonly string[],
  cwd: string,
): Promise<readonly Reporter[]> {
  const reporters = await Promise.all(files.map((file) => loadReporter(file, cwd)));
  for (const [index, { file }] of reporters.entries()) {
    const other = reporters.findIndex((one) => one.file === file);
    if (other !== index)
      throw new UnusableModule(
        `Cannot use the reporters ${files[other]} and ${files[index]} together: both write ${file}`,
      );
  }
  return reporters;
}

async function loadReporter(file: string, cwd: string): Promise<Reporter> {
  const found = await loadDefault(file, cwd);
  if (!isReporter(found))
    throw new UnusableModule(
      `Cannot use the reporter ${file}: its default export is not { format, file, render }`,
    );
  const isOwn = path.basename(found.file) === found.file && !TAKEN.test(found.file);
  if (!isOwn || REPORTERS.some((one) => one.file === found.file))
    throw new UnusableModule(
      `Cannot use the reporter ${file}: expected the name of a new file in the run's folder, found "${found.file}"`,
    );
  return found;
}

/** Extensions that the user wrote, each the default export of a module. Rejects with `UnusableModule`. */
export async function loadExtensions(
  files: readonly string[],
  cwd: string,
): Promise<readonly OpenExtension[]> {
  return await Promise.all(
    files.map(async (file): Promise<OpenExtension> => {
      const open = await loadDefault(file, cwd);
      if (typeof open !== 'function')
        throw new UnusableModule(
          `Cannot use the extension ${file}: its default export is not a function`,
        );
      return async (run) => {
        const extension = await opened(open as OpenExtension, run, file);
        if (typeof extension?.close === 'function') return extension;
        throw new Error(`Cannot use the extension ${file}: what it opens has no close()`);
      };
    }),
  );
}

async function opened(
  open: OpenExtension,
  run: FollowedRun,
  file: string,
): Promise<RunExtension<unknown>> {
  try {
    return await open(run);
  } catch (error) {
    throw new Error(`Cannot open the extension ${file}: ${messageOf(error)}`);
  }
}

/** A stranger's code may throw anything. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Node names the importing file too, which is soak's own and says nothing to the user. */
function whyUnloadable(error: unknown): string {
  return messageOf(error).replace(/ imported from .*$/s, '');
}

/** The one place where soak runs code that is not its own: only what a command line or a scenario names. */
async function loadDefault(file: string, cwd: string): Promise<unknown> {
  try {
    const url = pathToFileURL(path.resolve(cwd, file)).href;
    noteOwnModule(url);
    const module: { readonly default?: unknown } = await import(url);
    return module.default;
  } catch (error) {
    throw new UnusableModule(`Cannot load ${file}: ${whyUnloadable(error)}`);
  }
}

function isReporter(found: unknown): found is Reporter {
  const { format, file, render } = (found ?? {}) as Partial<Reporter>;
  return typeof format === 'string' && typeof file === 'string' && typeof render === 'function';
}
