import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Mutant } from './mutants.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** A test that hangs has noticed as well. */
const TIMEOUT_MS = 60_000;

/** The compiled code, copied, in a folder where everything else is the project's own. */
export class MutatedCopy {
  readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-mutant-'));

  constructor() {
    for (const name of fs.readdirSync(ROOT)) {
      if (name !== 'dist') fs.symlinkSync(path.join(ROOT, name), path.join(this.#folder, name));
    }
    fs.cpSync(path.join(ROOT, 'dist'), path.join(this.#folder, 'dist'), { recursive: true });
  }

  /** Whether one of the mutant's tests fails with it. */
  async isKilled(mutant: Mutant): Promise<boolean> {
    const file = this.#compiled(mutant.file);
    const original = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, mutated(original, mutant));
    try {
      for (const test of mutant.tests) if (!(await passes(this.#compiled(test)))) return true;
      return false;
    } finally {
      fs.writeFileSync(file, original);
    }
  }

  remove(): void {
    fs.rmSync(this.#folder, { recursive: true });
  }

  #compiled(source: string): string {
    return path.join(this.#folder, 'dist', source.replace(/\.ts$/, '.js'));
  }
}

/** The text with the change; throws unless there is one place for it, so that no mutant outlives its code. */
export function mutated(text: string, { name, file, search, replace }: Mutant): string {
  const places = text.split(search).length - 1;
  if (places !== 1)
    throw new Error(`${file} has ${places} places for the mutant "${name}": ${search}`);
  return text.replace(search, () => replace);
}

async function passes(test: string): Promise<boolean> {
  if (!fs.existsSync(test)) throw new Error(`there is no test ${test}`);
  const child = spawn(process.execPath, [test], {
    stdio: 'ignore',
    env: { PATH: process.env.PATH },
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (status) => resolve(status === 0));
  });
}
