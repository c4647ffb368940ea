import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Summary } from '../../analysis/summary/summary.ts';
import type { RealLab } from '../../real/real-lab.ts';

const SOAK = fileURLToPath(new URL('../../../bin/soak.js', import.meta.url));

/** What is run on a stage. */
interface Performance {
  readonly name: string;
  /** What is done, from the start of the hold on. */
  readonly act?: (stage: Stage) => Promise<void>;
}

/** A lab with a soak in its client host. */
export class Stage {
  readonly lab: RealLab;
  #holdAtMs = 0;

  constructor(lab: RealLab) {
    this.lab = lab;
  }

  /** Resolves so long after the hold began. */
  async at(ms: number): Promise<void> {
    await delay(Math.max(0, this.#holdAtMs + ms - performance.now()));
  }

  /** Runs `soak run` as a user does, and `act` while it holds. */
  async soak({ name, act }: Performance, onLine?: (line: string) => void): Promise<Summary> {
    const { client, caFile } = this.lab;
    const child = spawn(
      'ip',
      [
        ...['netns', 'exec', client.namespace, process.execPath, SOAK],
        ...['run', 'scenario.yaml', '--lines', '--no-preflight'],
      ],
      {
        cwd: client.folder,
        env: { ...process.env, NO_COLOR: '1', NODE_EXTRA_CA_CERTS: caFile },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const said: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
    let acting: Promise<void> | undefined;
    for await (const line of readline.createInterface({ input: child.stdout })) {
      said.push(line);
      onLine?.(line);
      if (acting === undefined && / hold {3}/.test(line)) {
        this.#holdAtMs = performance.now();
        acting = act?.(this) ?? Promise.resolve();
      }
    }
    await acting;
    await exited(child);
    return this.#summary(name, said);
  }

  /** Of the only run in its reports. */
  get runFolder(): string {
    const reports = path.join(this.lab.client.folder, 'reports');
    const [run] = fs.existsSync(reports) ? fs.readdirSync(reports) : [];
    return path.join(reports, run ?? '');
  }

  #summary(name: string, said: readonly string[]): Summary {
    const file = path.join(this.runFolder, 'summary.json');
    if (!fs.existsSync(file)) throw new Error(`no summary of ${name}:\n${said.join('\n')}`);
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Summary;
  }
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
