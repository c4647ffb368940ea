import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { SoakFolder } from '../testing/soak-process.ts';

const ARTICLE = path.resolve(import.meta.dirname, '../../scenarios/article');

/** Runs a scenario in a folder of its own and gives the summary and the exit code. */
async function runOf(text: string) {
  const folder = new SoakFolder();
  try {
    folder.write('scenario.yaml', text);
    const run = folder.start(['run', 'scenario.yaml', '--no-preflight']);
    const exitCode = await run.exitCode();
    return { exitCode, summary: folder.summary(), output: run.stdout + run.stderr };
  } finally {
    folder.remove();
  }
}

test('the published manifests, run in a lab, drop at the unintended 60 s', async () => {
  const { exitCode, summary, output } = await runOf(`soak: 1
name: published
path: { manifests: ["${ARTICLE}/as-published", "${ARTICLE}/cluster"] }
lab: { speed-up: 20 }
targets:
  quiet: { way: "wss://link.example.com/", connections: 20 }
  speaks: { way: "wss://link.example.com/", connections: 20, ping: { every: 1s } }
load: { ramp: 300ms, hold: 7s, drain: 100ms }
`);
  assert.equal(exitCode, 1, output);
  const causes = summary.dropGroups.map(
    ({ target, count, hop, setting, configuredMs, certainty }) => ({
      target,
      count,
      hop,
      setting,
      configuredMs,
      certainty,
    }),
  );
  assert.deepEqual(causes, [
    {
      target: 'quiet',
      count: 20,
      hop: 'ingress',
      setting: 'proxy-read-timeout',
      configuredMs: 3_000,
      certainty: 'certain',
    },
  ]);
});

test('the corrected manifests need no target, and every drop is explained by the limit that they tell', async () => {
  const { exitCode, summary, output } = await runOf(`soak: 1
name: corrected
path: { manifests: ["${ARTICLE}/corrected"] }
lab: { speed-up: 300 }
load: { ramp: 300ms, hold: 7s, drain: 100ms }
`);
  assert.equal(exitCode, 1, output);
  assert.deepEqual(
    summary.targets.map(({ name, dropped }) => [name, dropped]),
    [
      ['tcp-link-tcp-socket-svc-80', 100],
      ['tcp-link-tcp-socket-svc-443', 100],
      ['wss-link.example.com', 100],
    ],
  );
  for (const { setting, configuredMs, certainty } of summary.dropGroups) {
    assert.deepEqual(
      { setting, configuredMs, certainty },
      { setting: 'EstablishedTimeout', configuredMs: 3_000, certainty: 'certain' },
    );
  }
});
