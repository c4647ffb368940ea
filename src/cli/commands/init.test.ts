import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { EXIT } from '../../base/exit-codes.ts';
import type { Terminal } from '../../run/host.ts';
import { assertProduct } from '../../testing/report/golden.ts';
import type { Command } from '../command.ts';
import { STARTER } from '../starter.ts';
import { realSystem, type System } from '../system.ts';
import { command as init } from './init.ts';
import { command as schema } from './schema.ts';

async function inFolder(act: (cwd: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-init-'));
  try {
    await act(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function run(command: Command, args: object, cwd: string) {
  const written = { out: '', error: '' };
  const terminal = (name: 'out' | 'error'): Terminal => ({
    write: (text) => {
      written[name] += text;
    },
    isTTY: false,
    columns: 80,
    rows: 24,
  });
  const system: System = {
    ...realSystem(),
    cwd,
    stdout: terminal('out'),
    stderr: terminal('error'),
  };
  return { exitCode: await command.run({ file: 'scenario.yaml', ...args }, system), ...written };
}

test('soak init writes the starter and says what to do with it', () =>
  inFolder(async (cwd) => {
    assert.deepEqual(await run(init, {}, cwd), {
      exitCode: EXIT.passed,
      out: 'Wrote scenario.yaml. Fill in your addresses, then: soak run scenario.yaml\n',
      error: '',
    });
    assert.equal(fs.readFileSync(path.join(cwd, 'scenario.yaml'), 'utf8'), STARTER);
  }));

test('soak init overwrites nothing without --force', () =>
  inFolder(async (cwd) => {
    fs.writeFileSync(path.join(cwd, 'mine.yaml'), 'mine');
    assert.deepEqual(await run(init, { file: 'mine.yaml' }, cwd), {
      exitCode: EXIT.invalid,
      out: '',
      error: 'soak: mine.yaml already exists: name another file, or overwrite it with --force\n',
    });
    assert.equal(fs.readFileSync(path.join(cwd, 'mine.yaml'), 'utf8'), 'mine');
    assert.equal((await run(init, { file: 'mine.yaml', force: true }, cwd)).exitCode, EXIT.passed);
    assert.equal(fs.readFileSync(path.join(cwd, 'mine.yaml'), 'utf8'), STARTER);
  }));

test('soak init says that a folder does not exist', () =>
  inFolder(async (cwd) => {
    const { exitCode, error } = await run(init, { file: 'none/x.yaml' }, cwd);
    assert.deepEqual(
      [exitCode, error],
      [EXIT.invalid, 'soak: Cannot write none/x.yaml (ENOENT)\n'],
    );
  }));

test('soak schema prints schema/scenario.schema.json, which is fresh', () =>
  inFolder(async (cwd) => {
    const { exitCode, out } = await run(schema, {}, cwd);
    assert.equal(exitCode, EXIT.passed);
    assertProduct('schema/scenario.schema.json', out);
  }));

test('every key of the JSON Schema has a description', () =>
  inFolder(async (cwd) => {
    const { out } = await run(schema, {}, cwd);
    const bare: string[] = [];
    const visit = (node: unknown, place: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const properties = (node as { properties?: Record<string, object> }).properties ?? {};
      for (const [key, value] of Object.entries(properties)) {
        const isSaid = 'description' in value || '$ref' in value || /\.(hex|text)$/.test(`.${key}`);
        if (!isSaid) bare.push(`${place}.${key}`);
      }
      for (const [key, value] of Object.entries(node)) visit(value, `${place}.${key}`);
    };
    visit(JSON.parse(out), '');
    assert.deepEqual(bare, []);
  }));
