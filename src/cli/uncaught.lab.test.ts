import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

function outcomeOf(program: string) {
  const imports = ['./uncaught.js', '../run/load/own-modules.js']
    .map((file, index) => `import * as m${index} from '${new URL(file, import.meta.url).href}';`)
    .join('\n');
  return spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `${imports}\nm0.watchUncaught();\n${program}`],
    { encoding: 'utf8', timeout: 60_000 },
  );
}

test('an error that nobody waits for is a bug in soak, not a run that failed', () => {
  for (const program of [
    "setTimeout(() => { throw new Error('a fault'); });",
    "Promise.reject(new Error('a fault'));",
  ]) {
    const { status, stderr } = outcomeOf(program);
    assert.equal(status, 5, stderr);
    assert.match(stderr, /^soak: this is a bug in soak itself, please report it\nError: a fault/);
  }
});

test("an error of a module of the user's own does not end the run", () => {
  const { status, stdout, stderr } = outcomeOf(
    `const error = new Error('theirs');
    error.stack = 'Error: theirs\\n    at open (file:///home/me/mine.mjs:1:1)';
    m1.noteOwnModule('file:///home/me/mine.mjs');
    Promise.reject(error);
    setTimeout(() => console.log('still running'), 50);`,
  );
  assert.deepEqual([status, stdout], [0, 'still running\n'], stderr);
  assert.match(stderr, /^soak: a module of your own failed; the run continues: Error: theirs/);
});
