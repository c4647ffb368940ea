import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Summary } from '../../analysis/summary/summary.ts';
import { writeNight } from '../../testing/report/journal-folder.ts';
import { cleanPass } from '../../testing/report/nights.ts';
import type { RunExtension } from '../extension.ts';
import { startExplainingThread } from './explainer.ts';
import { Explanations } from './explanations.ts';

const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-explaining-'));
after(() => fs.rmSync(parent, { recursive: true }));

/** A module with a digest, as somebody else writes it. */
function digestModule(name: string, body: string): string {
  const file = path.join(parent, `${name}.mjs`);
  fs.writeFileSync(file, `export const createDigest = (options) => (run) => ${body};\n`);
  return file;
}

test('one thread explains for all extensions; a digest that fails costs only its own', {
  timeout: 60_000,
}, async () => {
  const folder = path.join(parent, 'run');
  writeNight(cleanPass(), folder);
  const heard: string[] = [];
  let onAll = () => {};
  const all = new Promise<void>((resolve) => {
    onAll = resolve;
  });
  const hear = (text: string) => {
    heard.push(text);
    if (heard.length === 4) onAll();
  };
  const plan = (name: string, body: string) => ({
    digest: { module: digestModule(name, body), options: 'x', needsTimes: false },
    onExplainFailed: (why: string) => hear(`${name} failed: ${why.split('\n')[0]}`),
    onExplained: ({ found }: { found: unknown }) => hear(`${name} ${found}`),
    close: async () => {},
  });
  const extensions: RunExtension<unknown>[] = [
    {
      onExplained: ({ found }) => hear(`summary of ${(found as Summary).run.name}`),
      close: async () => {},
    },
    plan('own', '`${options} ${run.analysis().summary.targets.length}`'),
    plan('faulty', 'run.nothing.at.all'),
    plan('unsendable', '({ toString: () => "?" })'),
  ];
  const explanations = new Explanations(extensions, {
    ...{ folder, start: startExplainingThread, nowMs: () => performance.now() },
    guarded: (_extension, act) => act(),
  });
  // The thread keeps no process alive.
  const awake = setInterval(() => {}, 1_000);
  try {
    explanations.look();
    await all;
  } finally {
    clearInterval(awake);
    await explanations.stop();
  }
  assert.deepEqual(heard, [
    'summary of slb-tcp-wss-3h',
    'own x 2',
    "faulty failed: TypeError: Cannot read properties of undefined (reading 'at')",
    'unsendable failed: () => "?" could not be cloned.',
  ]);
});
