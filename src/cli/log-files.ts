import fs from 'node:fs';
import path from 'node:path';
import { BACKEND } from '../analysis/evidence/evidence-groups.ts';
import type { LogFile } from '../run/journals/read-evidence.ts';

/** The logs named on the command line, or the problem with one of them. */
type NamedLogs =
  | { readonly ok: true; readonly logs: readonly LogFile[] }
  | { readonly ok: false; readonly message: string };

/** `--backend-log FILE` and `--hop-log HOP=FILE`, each any number of times. */
export function logFilesOf(
  args: {
    readonly 'backend-log'?: readonly string[] | undefined;
    readonly 'hop-log'?: readonly string[] | undefined;
  },
  cwd: string,
): NamedLogs {
  const logs: LogFile[] = [];
  for (const name of args['backend-log'] ?? [])
    logs.push({ party: BACKEND, file: path.resolve(cwd, name) });
  for (const written of args['hop-log'] ?? []) {
    const at = written.indexOf('=');
    if (at < 1 || at === written.length - 1) {
      const message = `Cannot use --hop-log ${written}: write HOP=FILE, such as ingress=access.log`;
      return { ok: false, message };
    }
    logs.push({ party: written.slice(0, at), file: path.resolve(cwd, written.slice(at + 1)) });
  }
  const unreadable = logs.find(({ file }) => !isFile(file));
  if (unreadable === undefined) return { ok: true, logs };
  return { ok: false, message: `Cannot read the log ${unreadable.file}` };
}

function isFile(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.R_OK);
    return fs.statSync(file).isFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}
