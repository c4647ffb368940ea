import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { EXIT } from '../../base/exit-codes.ts';
import type { Terminal } from '../../run/host.ts';
import { loadScenario } from '../../scenario/load.ts';
import { realSystem, type System } from '../system.ts';
import { command as init } from './init.ts';

const SYSTEM = realSystem();

async function inFolder(act: (cwd: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-init-'));
  try {
    await act(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function run(args: object, cwd: string) {
  let error = '';
  const terminal = (write: Terminal['write']): Terminal => ({
    write,
    isTTY: false,
    columns: 80,
    rows: 24,
  });
  const system: System = {
    ...SYSTEM,
    cwd,
    stdout: terminal(() => {}),
    stderr: terminal((text) => {
      error += text;
    }),
  };
  return { exitCode: await init.run({ file: 'scenario.yaml', ...args }, system), error };
}

test('soak init --from --and writes a scenario that loads and holds the same on both', () =>
  inFolder(async (cwd) => {
    const corpus = path.resolve(import.meta.dirname, '../../../src/testing/corpus');
    const sets = fs
      .readdirSync(corpus, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) =>
        fs.readdirSync(path.join(corpus, name)).map((set) => path.join(corpus, name, set)),
      );
    let written = 0;
    for (const [index, from] of sets.entries()) {
      const and = sets[(index + 1) % sets.length]!;
      const made = await run({ from, and, force: true }, cwd);
      // Sets of other hosts and Services have nothing in common.
      if (made.exitCode === EXIT.invalid) {
        assert.match(made.error, /no way/);
        continue;
      }
      written += 1;
      const text = fs.readFileSync(path.join(cwd, 'scenario.yaml'), 'utf8');
      const loaded = loadScenario(text, { file: 'scenario.yaml', env: {}, readFile: () => '' });
      assert.ok(
        loaded.ok,
        `${from} ${and}\n${loaded.ok ? '' : loaded.problems[0]?.message}\n${text}`,
      );
      const { targets } = loaded.value.scenario;
      for (const { replaces, connections } of targets) {
        if (replaces === undefined) continue;
        const old = targets.find(({ name }) => name === replaces);
        assert.equal(old?.connections, connections);
      }
    }
    assert.ok(written >= 5, String(written));
    const half = await run({ from: sets[0] }, cwd);
    assert.deepEqual([half.exitCode, half.error.includes('belong together')], [EXIT.invalid, true]);
  }));
