import fs from 'node:fs';
import path from 'node:path';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import type { OpenExtension, RunExtension } from '../../run/extension.ts';
import type { Terminal } from '../../run/host.ts';
import { realSystem } from '../system.ts';
import { type DetachedNews, type DetachedOrder, LOG } from './detach.ts';
import { startRun } from './start-run.ts';

/**
 * `soak run --detach` after it has left its terminal: it leads its own session, and its output is a file.
 * Until the run has started, its output is also repeated to the process in the user's terminal.
 */
async function main({ args, logPath }: DetachedOrder): Promise<void> {
  const real = realSystem();
  const stdout = repeated(real.stdout, 'stdout');
  const stderr = repeated(real.stderr, 'stderr');
  let code: ExitCode = EXIT.bug;
  try {
    const alsoOpen = [tellStart(logPath)];
    code = await startRun(args, { system: { ...real, stdout, stderr }, alsoOpen });
  } catch (error) {
    const { stack } = error as Error;
    stderr.write(`soak: this is a bug in soak itself, please report it\n${stack ?? error}\n`);
  }
  tell({ kind: 'over', code }, () => process.exit(code));
}

/** The last extension: when it opens, the whole run is up. */
function tellStart(logPath: string): OpenExtension {
  return async ({ folder }): Promise<RunExtension> => {
    fs.renameSync(logPath, path.join(folder.path, LOG));
    tell({ kind: 'started', folder: folder.path }, () => {
      if (process.connected) process.disconnect();
    });
    return { close: async () => {} };
  };
}

function repeated(output: Terminal, stream: 'stdout' | 'stderr'): Terminal {
  return {
    isTTY: false,
    columns: output.columns,
    rows: output.rows,
    write(text) {
      output.write(text);
      tell({ kind: 'said', stream, text }, () => {});
    },
  };
}

function tell(news: DetachedNews, told: () => void): void {
  if (process.connected) process.send!(news, undefined, undefined, () => told());
  else told();
}

process.once('message', (order: DetachedOrder) => void main(order));
