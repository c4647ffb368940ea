import fs from 'node:fs';
import type { Writable } from 'node:stream';
import { EXIT, type ExitCode } from '../base/exit-codes.ts';
import type { Host } from '../run/host.ts';

/** Everything of the process that a command may touch, so that tests can substitute it. */
export interface System extends Host {
  readonly argv: readonly string[];
  /** Calls back on SIGINT, SIGTERM or SIGHUP until the returned function is called. */
  onSignal(listener: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void): () => void;
}

/** The real process. The only file that touches `process`, apart from the entry points of child processes. */
export function realSystem(): System {
  return {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: terminal(process.stdout),
    stderr: terminal(process.stderr),
    wallMs: () => Date.now(),
    readFile: (path) => fs.readFileSync(path, 'utf8'),
    onSignal,
  };
}

function terminal(stream: Writable & { isTTY?: boolean; columns?: number; rows?: number }) {
  stream.on('error', ignoreBrokenPipe);
  return {
    write: (text: string) => void stream.write(text),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      // A serial console or a wrapper may report 0 columns: the width is unknown.
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
  };
}

/**
 * The reader of our output is gone (`soak run … | head`), or its terminal is (EIO): the run continues, because its journals
 * are the result.
 */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}

/** A closed terminal does not end the process until the returned function is called. */
export function ignoreHangup(): () => void {
  const ignore = () => {};
  process.on('SIGHUP', ignore);
  return () => process.off('SIGHUP', ignore);
}

function onSignal(listener: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

/**
 * As process 1 of a container: exits with the right code on a signal without a listener. The kernel has no
 * default action for that process, so without this it would survive every `docker stop` before and after a run.
 */
export function unheardSignal(): Promise<ExitCode> {
  return new Promise((resolve) => {
    if (process.pid !== 1) return;
    const codes = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (process.listenerCount(signal) === 1) resolve(codes[signal]);
      });
    }
  });
}
