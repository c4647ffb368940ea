import { spawn } from 'node:child_process';
import os from 'node:os';
import { pathToFileURL } from 'node:url';

/** Whether a viewer took the file, or why not. */
type Shown = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** An opener that has not failed by then has found a viewer. */
const PATIENCE_MS = 3_000;

interface Opener {
  readonly command: string;
  readonly args: readonly string[];
}

/** Opens a file in the user's browser with the system's own opener. */
export async function showFile(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Shown> {
  const { command, args } = openerFor(file);
  const child = spawn(command, args, { env, stdio: 'ignore', detached: true });
  child.unref();
  return await new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ ok: true }), PATIENCE_MS);
    const settle = (shown: Shown) => {
      clearTimeout(timer);
      resolve(shown);
    };
    child.on('error', ({ code = '' }: NodeJS.ErrnoException) =>
      settle({ ok: false, why: code === 'ENOENT' ? `${command} is not installed` : code }),
    );
    child.on('exit', (code) =>
      settle(code === 0 ? { ok: true } : { ok: false, why: `${command} found no browser` }),
    );
  });
}

function openerFor(file: string): Opener {
  switch (os.platform()) {
    case 'darwin':
      return { command: 'open', args: [file] };
    case 'win32':
      // `start` takes a first quoted argument as the window title.
      return { command: 'cmd', args: ['/c', 'start', '""', pathToFileURL(file).href] };
    default:
      return { command: 'xdg-open', args: [file] };
  }
}
