import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { askOnce, askRun } from '../../run/control/ask-run.ts';
import { SoakFolder } from '../../testing/soak-process.ts';

const SOAK = fileURLToPath(new URL('../../../bin/soak.js', import.meta.url));

const SCENARIO = `soak: 1
name: detached
lab: true
targets: { a: { tcp: "lab:80", connections: 5, heartbeat: { every: 500ms, send: "PING\\n", expect: "PONG\\n" } } }
load: { ramp: 200ms, hold: 1h, drain: 100ms }
`;

async function withFolder(act: (folder: SoakFolder) => Promise<void>): Promise<void> {
  const folder = new SoakFolder();
  try {
    folder.write('scenario.yaml', SCENARIO);
    await act(folder);
  } finally {
    await endRun(folder);
    folder.remove();
  }
}

/** A run in a session of its own is not ended with its folder. */
async function endRun(folder: SoakFolder): Promise<void> {
  if (runsIn(folder).length === 0) return;
  const status = await askOnce(folder.runFolder, { ask: 'status' });
  if (typeof status !== 'string' && status.tell === 'status')
    process.kill(-status.status.pid, 'SIGKILL');
}

function runsIn(folder: SoakFolder): readonly string[] {
  const reports = path.join(folder.path, 'reports');
  return fs.existsSync(reports) ? fs.readdirSync(reports) : [];
}

/** Resolves when the run in the folder answers. */
async function standing(folder: SoakFolder): Promise<void> {
  for (;;) {
    if (runsIn(folder).length > 0) {
      const reply = await askOnce(folder.runFolder, { ask: 'status' });
      if (typeof reply !== 'string') return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Resolves when all connections are open, a few seconds after somebody was told of the run. */
async function holding(folder: SoakFolder): Promise<void> {
  const conversation = await askRun(folder.runFolder, { ask: 'watch' });
  assert.ok(typeof conversation !== 'string', String(conversation));
  for await (const reply of conversation.replies)
    if (reply.tell === 'status' && reply.status.open === 5) return;
  assert.fail('the run ended before all were open');
}

/** Resolves when the run has written its reports. */
async function stopped(folder: SoakFolder): Promise<void> {
  const conversation = await askRun(folder.runFolder, { ask: 'stop' });
  assert.ok(typeof conversation !== 'string', String(conversation));
  for await (const reply of conversation.replies) if (reply.tell === 'end') return;
  assert.fail('the run ended without a report');
}

test('soak run --detach leads a session of its own, and leaves its output in its folder', () =>
  withFolder(async (folder) => {
    const run = folder.start(['run', 'scenario.yaml', '--detach']);
    assert.equal(await run.exitCode(), 0, run.stderr);
    assert.match(run.stdout, /✓ try a/);
    const id = path.basename(folder.runFolder);
    assert.ok(
      run.stdout.includes(`run ${id} keeps running after this terminal closes\n`),
      run.stdout,
    );
    assert.ok(run.stdout.includes(`  soak attach reports/${id} `), run.stdout);
    const reply = await askOnce(folder.runFolder, { ask: 'status' });
    assert.ok(typeof reply !== 'string' && reply.tell === 'status', String(reply));
    const { pid } = reply.status;
    const [, , , , group, session] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
    assert.deepEqual([group, session], [String(pid), String(pid)]);
    await holding(folder);
    process.kill(pid, 'SIGHUP');
    await stopped(folder);
    assert.equal(folder.summary().targets[0]!.openAtEnd, 5);
    const log = fs.readFileSync(path.join(folder.runFolder, 'log.txt'), 'utf8');
    assert.match(log, /✓ try a.* ramp .*INCONCLUSIVE {2}detached/s);
    assert.deepEqual(runsIn(folder), [id]);
  }));

for (const [what, text, code, pattern] of [
  [
    'a target refuses',
    SCENARIO.replace('lab: true\n', '').replace('lab:80', '127.0.0.1:1'),
    3,
    /refused at connect/,
  ],
  ['the scenario is wrong', SCENARIO.replace('hold', 'hald'), 2, /did you mean hold\?/],
] as const) {
  test(`soak run --detach says at once that ${what}, and exits ${code}`, () =>
    withFolder(async (folder) => {
      folder.write('scenario.yaml', text);
      const run = folder.start(['run', 'scenario.yaml', '--detach']);
      assert.equal(await run.exitCode(), code, run.stdout + run.stderr);
      assert.match(run.stdout + run.stderr, pattern);
      assert.deepEqual(runsIn(folder), []);
    }));
}

test('soak run goes on after a hang-up of its terminal, from the preflight to the report', () =>
  withFolder(async (folder) => {
    const run = folder.start(['run', 'scenario.yaml']);
    for (const line of [/✓ scenario/, /Z hold /]) {
      await run.line(line);
      process.kill(-run.child.pid!, 'SIGHUP');
    }
    await standing(folder);
    await holding(folder);
    const stop = stopped(folder);
    await run.line(/Z probe /);
    process.kill(-run.child.pid!, 'SIGHUP');
    await stop;
    assert.equal(await run.exitCode(), 130, run.stdout + run.stderr);
    assert.equal(folder.summary().targets[0]!.openAtEnd, 5);
  }));

const hasScript = spawnSync('script', ['--version']).status === 0;

test('soak run goes on when its terminal is gone, as when SSH dies', { skip: !hasScript }, () =>
  withFolder(async (folder) => {
    const command = `exec '${process.execPath}' '${SOAK}' run scenario.yaml`;
    const terminal = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: folder.path,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await standing(folder);
    const gone = once(terminal, 'exit');
    terminal.kill('SIGKILL');
    await gone;
    // It draws its screen once a second: the first time that it cannot is the test.
    const conversation = await askRun(folder.runFolder, { ask: 'watch' });
    assert.ok(typeof conversation !== 'string', String(conversation));
    let tellings = 0;
    for await (const reply of conversation.replies)
      if (reply.tell === 'status' && ++tellings === 4) break;
    conversation.hangUp();
    assert.equal(tellings, 4, 'the run is gone');
    await stopped(folder);
    assert.equal(folder.summary().targets[0]!.openAtEnd, 5);
  }),
);
