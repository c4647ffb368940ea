import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What a test host needs; without it the tests that use one are skipped. */
export function whyNoHost(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs Linux and root';
  const missing = ['ip', 'nft', 'nginx', 'openssl', 'ss'].filter((command) => !isOnPath(command));
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`;
}

function isOnPath(command: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => fs.existsSync(path.join(folder, command)));
}

/** A host of its own: a network namespace with nothing but loopback, a folder, and the processes in it. */
export class Host {
  readonly folder: string;
  readonly #name: string;
  readonly #children: ChildProcess[] = [];

  constructor() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-host-'));
    this.#name = path.basename(this.folder);
    execFileSync('ip', ['netns', 'add', this.#name]);
    this.exec('ip', ['link', 'set', 'lo', 'up']);
  }

  /** Runs a command in the host and waits for it. */
  exec(command: string, args: readonly string[], input?: string): string {
    return execFileSync('ip', ['netns', 'exec', this.#name, command, ...args], {
      encoding: 'utf8',
      cwd: this.folder,
      maxBuffer: 1e9,
      ...(input !== undefined && { input }),
    });
  }

  /** Starts a command in the host; `stop()` ends it. */
  spawn(command: string, args: readonly string[]): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this.#name, command, ...args], {
      cwd: this.folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#children.push(child);
    return child;
  }

  write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, text);
    return file;
  }

  /** Leaves nothing behind: processes, namespace, files. */
  async stop(): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await exited;
      clearTimeout(timer);
    }
    execFileSync('ip', ['netns', 'del', this.#name]);
    fs.rmSync(this.folder, { recursive: true });
  }
}
