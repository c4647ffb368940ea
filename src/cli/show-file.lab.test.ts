import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SoakFolder } from '../testing/soak-process.ts';

const SCENARIO = `
soak: 1
name: short
path: [{ hop: client, kind: generator }, { hop: pod, kind: pod }]
lab: true
targets:
  speaking: { tcp: "lab:80", connections: 3, heartbeat: { every: 5s, send: "PING\\n", expect: "PONG\\n", within: 5s } }
load: { ramp: 100ms, hold: 300ms, drain: 100ms }
`;

const folder = new SoakFolder();
const tools = path.join(folder.path, 'tools');
const asked = path.join(folder.path, 'asked');

before(async () => {
  folder.write('scenario.yaml', SCENARIO);
  fs.mkdirSync(tools);
  assert.equal(await folder.start(['run', 'scenario.yaml']).exitCode(), 0);
});

after(() => folder.remove());

/** Writes the opener of this system so that it does what a test wants; without a text there is none. */
function opener(text: string | undefined): void {
  const name = process.platform === 'darwin' ? 'open' : 'xdg-open';
  fs.rmSync(path.join(tools, name), { force: true });
  if (text !== undefined)
    fs.writeFileSync(path.join(tools, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

async function reported(): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const run = folder.start(['report', folder.runFolder, '--open'], { PATH: tools, ASKED: asked });
  const code = await run.exitCode();
  return { stdout: run.stdout, stderr: run.stderr, code };
}

test('soak report --open hands report.html to what the system opens files with', async () => {
  opener('echo "$1" > "$ASKED"');
  fs.rmSync(path.join(folder.runFolder, 'report.html'));
  const { stderr, code } = await reported();
  assert.equal(code, 0, stderr);
  const file = fs.readFileSync(asked, 'utf8').trim();
  assert.equal(file, path.join(folder.runFolder, 'report.html'));
  assert.match(fs.readFileSync(file, 'utf8'), /^<!doctype html>/);
});

test('without anything that opens files the path is told', async () => {
  opener(undefined);
  const { stderr, code } = await reported();
  assert.equal(code, 0);
  assert.match(stderr, /Cannot open a browser \(\S+ is not installed\): open \S+report\.html/);
});

test('without a browser the path is told', async () => {
  opener('exit 3');
  const { stderr } = await reported();
  assert.match(stderr, /Cannot open a browser \(\S+ found no browser\): open \S+report\.html/);
});
