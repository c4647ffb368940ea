import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Summary } from '../analysis/summary/summary.ts';

/** Long enough for a machine that eight programs share; a test that waits longer waits in vain. */
const WITHIN_MS = 90_000;
const ENDS_WITHIN_MS = 240_000;

const SOAK = fileURLToPath(new URL('../../bin/soak.js', import.meta.url));

/** The real executable in a folder of its own, as a user runs it. */
export class SoakFolder {
  readonly path = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-run-'));
  readonly #running: ChildProcess[] = [];

  write(name: string, text: string): void {
    fs.writeFileSync(path.join(this.path, name), text);
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): SoakRun {
    const child = spawn(process.execPath, [SOAK, ...args], {
      cwd: this.path,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#running.push(child);
    return new SoakRun(child);
  }

  /** The only run in `reports/`. */
  get runFolder(): string {
    const reports = path.join(this.path, 'reports');
    return path.join(reports, fs.readdirSync(reports)[0]!);
  }

  summary(): Summary {
    return JSON.parse(
      fs.readFileSync(path.join(this.runFolder, 'summary.json'), 'utf8'),
    ) as Summary;
  }

  /** Ends what still runs, with its children, and removes the folder. */
  remove(): void {
    for (const child of this.#running) if (child.exitCode === null) killGroup(child);
    fs.rmSync(this.path, { recursive: true, force: true });
  }
}

/** One process of soak, with what it says. */
export class SoakRun {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #lines = new Set<(line: string) => void>();
  #isClosed = false;

  constructor(child: ChildProcess) {
    this.child = child;
    child.once('close', () => {
      this.#isClosed = true;
    });
    const lines = readline.createInterface({ input: child.stdout! });
    lines.on('line', (line) => {
      this.stdout += `${line}\n`;
      for (const listener of this.#lines) listener(line);
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
  }

  /** Resolves with the first line that matches; rejects when the process ends before, or after `WITHIN_MS`. */
  line(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const inVain = () => reject(new Error(`no line ${pattern} in\n${this.stdout}${this.stderr}`));
      const timer = setTimeout(inVain, WITHIN_MS);
      this.#lines.add((line) => {
        if (!pattern.test(line)) return;
        clearTimeout(timer);
        resolve(line);
      });
      this.child.once('close', () => {
        clearTimeout(timer);
        inVain();
      });
    });
  }

  /** The same of standard error, with what the pattern caught. */
  async told(pattern: RegExp): Promise<RegExpExecArray> {
    const inVain = AbortSignal.timeout(WITHIN_MS);
    for (;;) {
      const match = pattern.exec(this.stderr);
      if (match !== null) return match;
      if (this.child.exitCode !== null || inVain.aborted)
        throw new Error(`no ${pattern} in\n${this.stderr}`);
      await Promise.race([
        once(this.child.stderr!, 'data'),
        once(this.child, 'close'),
        once(inVain, 'abort'),
      ]);
    }
  }

  async exitCode(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null)
      await once(this.child, 'close', { signal: AbortSignal.timeout(ENDS_WITHIN_MS) });
    return this.child.exitCode;
  }

  /** Resolves when nobody holds its output any more: the process and all its children are gone. */
  async closed(): Promise<void> {
    if (!this.#isClosed) await once(this.child, 'close');
  }

  /** As `kill -9` of everything: the coordinator, its shards and its lab. */
  async killAll(): Promise<void> {
    const closed = once(this.child, 'close');
    killGroup(this.child);
    await closed;
  }

  /** Process ids of its children, by the file that they run. */
  childrenRunning(file: string): readonly number[] {
    return fs
      .readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => parentOf(pid) === this.child.pid && commandOf(pid).includes(file));
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, 'SIGKILL');
  } catch (error) {
    // It ended by itself just now.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function parentOf(pid: number): number {
  return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readProc(pid, 'stat'))?.[1]);
}

function commandOf(pid: number): string {
  return readProc(pid, 'cmdline');
}

function readProc(pid: number, name: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It has ended meanwhile: it is nobody's child.
    return '';
  }
}
