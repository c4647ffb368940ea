import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { makeFolder } from '../../run/journals/make-folder.ts';
import type { RunArguments } from '../options/run-options.ts';
import type { System } from '../system.ts';
import { shortPath } from './find-run.ts';

/** What the detached process is given, once. */
export interface DetachedOrder {
  readonly args: RunArguments;
  /** The file for its output until the run has a folder. */
  readonly logPath: string;
}

/** What the detached process reports while somebody listens. */
export type DetachedNews =
  | { readonly kind: 'said'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'started'; readonly folder: string }
  | { readonly kind: 'over'; readonly code: ExitCode };

/** The name of the output file in the folder of the run. */
export const LOG = 'log.txt';

/**
 * Starts the run as a process in its own session, which survives the terminal. Returns when it holds
 * connections, or with its exit code if it ends before that.
 */
export async function runDetached(
  args: RunArguments,
  { reports, system }: { reports: string; system: System },
): Promise<ExitCode> {
  const logPath = path.join(reports, `.starting-${process.pid}.txt`);
  let log: number;
  try {
    makeFolder(reports);
    log = fs.openSync(logPath, 'ax', 0o600);
  } catch (error) {
    const { message } = error as Error;
    system.stderr.write(`soak: Cannot write the output of the run: ${message}\n`);
    return EXIT.preflight;
  }
  const child = fork(
    fileURLToPath(new URL('./detached-process.js', import.meta.url)),
    system.argv,
    {
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    },
  );
  fs.closeSync(log);
  const order: DetachedOrder = { args: { ...args, yes: true, detach: false }, logPath };
  child.send(order);
  const ignore = system.onSignal((signal) => {
    if (signal !== 'SIGHUP') child.kill('SIGTERM');
  });
  const news = await firstNews(child, system);
  ignore();
  if (news.kind === 'started') {
    tellStarted(news.folder, system);
    return EXIT.passed;
  }
  fs.rmSync(logPath, { force: true });
  return news.code;
}

/** Repeats the output of the process until it has started or ended. */
function firstNews(
  child: ChildProcess,
  system: System,
): Promise<Exclude<DetachedNews, { kind: 'said' }>> {
  return new Promise((resolve) => {
    child.on('message', (news: DetachedNews) => {
      if (news.kind === 'said') system[news.stream].write(news.text);
      else resolve(news);
    });
    child.once('exit', (code, signal) => {
      const isEnded = signal === 'SIGTERM';
      resolve({
        kind: 'over',
        code: isEnded ? EXIT.interrupted : ((code ?? EXIT.bug) as ExitCode),
      });
    });
  });
}

function tellStarted(folder: string, system: System): void {
  const short = shortPath(folder, system);
  system.stdout.write(`run ${path.basename(folder)} keeps running after this terminal closes

  soak attach ${short}   show its screen
  soak stop ${short}     stop it and write the report
  output in ${path.join(short, LOG)}
`);
}
