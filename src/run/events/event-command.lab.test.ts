import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import { test } from 'node:test';
import { redactor } from '../../scenario/text/redact.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { RunningCommand } from './event-command.ts';

function started(run: string, { timeoutMs = 60_000 } = {}): RunningCommand {
  return new RunningCommand(
    { run, timeoutMs },
    {
      env: { ...process.env, SOAK_CANARY: 'canary-7f3a9c51d2' },
      cwd: os.tmpdir(),
      redact: redactor(['canary-7f3a9c51d2']),
      nowMs: () => performance.now(),
    },
  );
}

for (const [what, run, exitCode, output, failure] of [
  ['that succeeds', 'echo one; echo two >&2', 0, /^(one \| two|two \| one)$/, undefined],
  ['that fails', 'echo no such deployment >&2; exit 3', 3, /^no such deployment$/, 'exit code 3'],
  ['that does not exist', 'surely-no-command-7f3a', 127, /not found/, 'exit code 127'],
  ['that a signal ends', 'kill -9 $$', null, /^$/, 'ended by SIGKILL'],
  ['that shows a secret', 'echo "Bearer $SOAK_CANARY"', 0, /^Bearer \*\*\*$/, undefined],
] as const) {
  test(`a command ${what} is told as it ended`, async () => {
    const end = await started(run).end;
    assert.equal(end.exitCode, exitCode);
    assert.match(end.output, output);
    assert.equal(end.failure, failure);
    assert.ok(end.tookMs >= 0);
  });
}

test('a command that says much neither blocks nor is kept', async () => {
  const end = await started('yes | head -c 50000000').end;
  assert.equal(end.exitCode, 0);
  assert.equal(end.output, 'y | y | y');
});

test('a command that does not end in time is ended, with what it started', async () => {
  const command = started('trap "" TERM; sleep 1000 & echo $!; wait', { timeoutMs: 300 });
  const end = await command.end;
  assert.equal(end.failure, 'no end after 0.3 s');
  assert.equal(end.exitCode, null);
  await gone(Number(end.output));
});

test('a command is not waited for because of what it leaves in the background', async () => {
  const end = await started('sleep 300 & echo $!').end;
  assert.equal(end.exitCode, 0);
  // It is still there: a process that is gone cannot be killed.
  process.kill(Number(end.output), 'SIGKILL');
});

/** A killed process is gone, or a zombie without a command line, a moment later. */
async function gone(pid: number): Promise<void> {
  const file = `/proc/${pid}/cmdline`;
  await waitUntil(() => !fs.existsSync(file) || fs.readFileSync(file, 'utf8') === '');
}
