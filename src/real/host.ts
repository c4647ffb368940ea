import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execute } from './command.ts';

const LISTENING_DEADLINE_MS = 20_000;
const LISTENING_POLL_MS = 40;
/** Of one log, in an error message. */
const WORDS_MAX = 300;

/** A host of the lab: a network namespace, a folder, and the processes in it. */
export class RealHost {
  readonly namespace: string;
  readonly folder: string;

  constructor(namespace: string, folder: string) {
    this.namespace = namespace;
    this.folder = folder;
    fs.mkdirSync(folder, { recursive: true });
  }

  /** Runs a command in the host and waits for it; it has to succeed. */
  async execute(command: string, args: readonly string[], input = ''): Promise<string> {
    return await execute('ip', ['netns', 'exec', this.namespace, command, ...args], input);
  }

  /** Runs a script of /bin/sh. */
  async script(lines: readonly string[]): Promise<string> {
    return await this.execute('sh', ['-e'], lines.join('\n'));
  }

  /** Adds or replaces a table of nftables. */
  async rules(text: string): Promise<void> {
    await this.execute('nft', ['-f', '-'], text);
  }

  /** Starts a process in the host; its output goes to `<name>.log`. */
  start(name: string, command: readonly string[]): ChildProcess {
    const log = fs.openSync(path.join(this.folder, `${name}.log`), 'a');
    try {
      return spawn('ip', ['netns', 'exec', this.namespace, ...command], {
        cwd: this.folder,
        stdio: ['ignore', log, log],
        // Ctrl-C in a terminal is for the command in the client host; the path stays until that command ends.
        detached: true,
      });
    } finally {
      fs.closeSync(log);
    }
  }

  write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, text);
    return file;
  }

  read(name: string): string {
    return fs.readFileSync(path.join(this.folder, name), 'utf8');
  }

  /** The last lines of its logs, for an error message: the folder is removed with the lab. */
  #lastWords(): string {
    const logs = fs.readdirSync(this.folder).filter((name) => name.endsWith('.log'));
    return logs.map((name) => this.read(name).trim().slice(-WORDS_MAX)).join(' ');
  }

  /** Resolves when all these ports have a listener; rejects when the process ends before. */
  async listening(ports: readonly number[], process: ChildProcess): Promise<void> {
    const deadline = performance.now() + LISTENING_DEADLINE_MS;
    while (performance.now() < deadline) {
      const open = await this.execute('ss', ['-ltnH']);
      if (ports.every((port) => new RegExp(`:${port} `).test(open))) return;
      if (process.exitCode !== null || process.signalCode !== null)
        throw new Error(`a process in ${this.namespace} exited at its start: ${this.#lastWords()}`);
      await delay(LISTENING_POLL_MS);
    }
    throw new Error(`nothing listens on ${ports.join(', ')} in ${this.namespace}`);
  }
}

/** Ends a process in order, and by force when it does not react. */
export async function endProcess(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  child.kill('SIGCONT');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}
